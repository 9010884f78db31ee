import type { Flow } from '../flow/index.ts';
import { createRound } from './create.ts';
import { makeHandler } from './handler.ts';
import { ledgerOpener } from './open-ledger.ts';
import { completeOptions, type TriggerOptions } from './options.ts';
import type { TriggerHandler } from './trigger-handler.ts';

/**
 * The handler of the CreateAuthChallenge trigger: makes the challenge that the flow asks.
 *
 * An error fails the invocation. Only a {@link UserFacingError} reaches the user; any other one is logged, and the user
 * gets one fixed sentence.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 * @example
 * export const handler = createAuthChallengeHandler(signIn);
 */
export function createAuthChallengeHandler(
  flow: Flow,
  options?: TriggerOptions,
): TriggerHandler<'CreateAuthChallenge'> {
  const surroundings = completeOptions(options);
  const openLedger = ledgerOpener(surroundings);
  return makeHandler({
    trigger: 'CreateAuthChallenge',
    flow,
    surroundings,
    run: (invocation) => createRound(flow, invocation, surroundings, openLedger),
  });
}
