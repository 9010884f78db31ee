import { type Flow, replay } from '../flow/index.ts';
import { entryOf, type Outcome } from './outcome.ts';
import type { TriggerRequest } from './request.ts';

/** DefineAuthChallenge's refusal. */
export const REFUSAL = Object.freeze({ challengeName: null, issueTokens: false, failAuthentication: true });

/**
 * Decides what comes next in a sign-in: what DefineAuthChallenge answers. Pure, and it never throws.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export function decide(flow: Flow, request: TriggerRequest): Outcome<'DefineAuthChallenge'> {
  const { session, userAttributes, userNotFound, clientMetadata } = request;
  const decision = replay(flow, session, { userAttributes, userNotFound, choice: clientMetadata.choice });
  const entry = { decision: decision.kind, ...entryOf(decision) };
  const ask = (challengeName: string) => ({ challengeName, issueTokens: false, failAuthentication: false });
  switch (decision.kind) {
    case 'ask':
      return { entry, response: ask('CUSTOM_CHALLENGE') };
    case 'password':
      return { entry, response: ask('PASSWORD_VERIFIER') };
    case 'tokens':
      return { entry, response: { challengeName: null, issueTokens: true, failAuthentication: false } };
    case 'refuse':
      return { entry, response: { ...REFUSAL }, ...(decision.error && { error: decision.error }) };
  }
}
