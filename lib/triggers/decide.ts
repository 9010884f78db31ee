import { type Decision, type Flow, replay } from '../flow/index.ts';
import { pickedOption } from '../protocol/round.ts';
import { askedExtra } from './asked-extra.ts';
import { hasLedger } from './named-ledger.ts';
import type { Surroundings } from './options.ts';
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
export function replayRequest(flow: Flow, request: TriggerRequest, environment: Surroundings['environment']): Decision {
  const extras = hasLedger(environment);
  const decision = replay(flow, request.session, {
    userAttributes: request.user.attributes,
    userNotFound: request.userNotFound,
    choice: pickedOption(request.clientMetadata),
    instead: extras ? askedExtra(request) : undefined,
  });
  return extras || decision.kind !== 'ask' ? decision : { ...decision, can: [] };
}

/**
 * Decides what comes next in a sign-in: what DefineAuthChallenge answers. Pure, and it never throws.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 */
export function decide(
  flow: Flow,
  request: TriggerRequest,
  environment: Surroundings['environment'],
): Outcome<'DefineAuthChallenge'> {
  const decision = replayRequest(flow, request, environment);
  return {
    response: responseTo(decision.kind),
    entry: { decision: decision.kind, ...entryOf(decision) },
    ...(decision.kind === 'refuse' && decision.error && { error: decision.error }),
  };
}
