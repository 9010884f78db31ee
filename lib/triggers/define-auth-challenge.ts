import type { Flow } from '../flow/index.ts';
import { decide, REFUSAL } from './decide.ts';
import { makeHandler } from './handler.ts';
import { completeOptions, type TriggerOptions } from './options.ts';
import type { TriggerHandler } from './trigger-handler.ts';

/**
 * The handler of the DefineAuthChallenge trigger: replays the flow and says what comes next. An error refuses.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 * @example
 * export const handler = defineAuthChallengeHandler(signIn);
 */
export function defineAuthChallengeHandler(
  flow: Flow,
  options?: TriggerOptions,
): TriggerHandler<'DefineAuthChallenge'> {
  const surroundings = completeOptions(options);
  return makeHandler({
    trigger: 'DefineAuthChallenge',
    flow,
    surroundings,
    run: ({ request }) => decide(flow, request, surroundings.environment),
    closed: REFUSAL,
  });
}
