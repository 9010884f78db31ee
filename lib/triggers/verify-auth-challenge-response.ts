import type { Flow } from '../flow/index.ts';
import { makeHandler } from './handler.ts';
import { ledgerOpener } from './open-ledger.ts';
import { completeOptions, type TriggerOptions } from './options.ts';
import type { TriggerHandler } from './trigger-handler.ts';
import { verifyAnswer } from './verify.ts';

/**
 * The handler of the VerifyAuthChallengeResponse trigger: says whether an answer is right. An error is a wrong answer.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 * @example
 * export const handler = verifyAuthChallengeResponseHandler(signIn);
 */
export function verifyAuthChallengeResponseHandler(
  flow: Flow,
  options?: TriggerOptions,
): TriggerHandler<'VerifyAuthChallengeResponse'> {
  const surroundings = completeOptions(options);
  const openLedger = ledgerOpener(surroundings);
  return makeHandler({
    trigger: 'VerifyAuthChallengeResponse',
    flow,
    surroundings,
    run: (invocation) => verifyAnswer(flow, invocation, surroundings, openLedger),
    closed: { answerCorrect: false },
  });
}
