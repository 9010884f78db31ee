import { type Decision, type Extra, type Flow, isExtra, replay } from '../flow/index.ts';
import { askedInstead, pickedOption } from '../protocol/round.ts';
import { entryOf, type Outcome } from './outcome.ts';
import type { TriggerRequest } from './request.ts';

const responseTo = (kind: Decision['kind']) => ({
  challengeName: kind === 'ask' ? 'CUSTOM_CHALLENGE' : kind === 'password' ? 'PASSWORD_VERIFIER' : null,
  issueTokens: kind === 'tokens',
  failAuthentication: kind === 'refuse',
});

/** DefineAuthChallenge's refusal. */
export const REFUSAL = Object.freeze(responseTo('refuse'));

/** What the flow decides where a sign-in stands: Define and Create must come to the same. */
export const replayRequest = (flow: Flow, request: TriggerRequest): Decision =>
  replay(flow, request.session, {
    userAttributes: request.user.attributes,
    userNotFound: request.userNotFound,
    choice: pickedOption(request.clientMetadata),
    instead: extraOf(request),
  });

/** What a request asks for instead of answering. What it calls otherwise is none. */
export function extraOf({ clientMetadata }: Pick<TriggerRequest, 'clientMetadata'>): Extra | undefined {
  const instead = askedInstead(clientMetadata);
  return isExtra(instead) ? instead : undefined;
}

/**
 * Decides what comes next in a sign-in: what DefineAuthChallenge answers. Pure, and it never throws.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export function decide(flow: Flow, request: TriggerRequest): Outcome<'DefineAuthChallenge'> {
  const decision = replayRequest(flow, request);
  return {
    response: responseTo(decision.kind),
    entry: { decision: decision.kind, ...entryOf(decision) },
    ...(decision.kind === 'refuse' && decision.error && { error: decision.error }),
  };
}
