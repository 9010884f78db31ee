import type { CallOptions } from '../client-config.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import type { Fits } from './shapes.ts';

/** What an answer goes back with: the challenge as Cognito asked it, and what the call was given. */
export interface AnswerContext {
  readonly context: SignInRuntime;
  readonly pending: SignInResponse;
  readonly options: CallOptions | undefined;
}

/** What a step tells, which answers fit it, and how one goes back. */
export interface StepParts<Answer> {
  readonly name: string;
  readonly parameters: object;
  readonly fits: Fits<Answer>;
  answer(answer: Answer, asking: AnswerContext): Promise<Step>;
}

/**
 * A step of one of Cognito's own challenges. An answer of the wrong type is a ConfigurationError: nothing was sent, so
 * the step may be answered again.
 */
export function challengeStep<Answer>(
  { context, pending }: Omit<AnswerContext, 'options'>,
  { name, parameters, fits, answer }: StepParts<Answer>,
): Step {
  const step = {
    name,
    parameters,
    attemptsLeft: undefined,
    retry: undefined,
    retryAfter: undefined,
    expiresAt: pending.expiresAt,
    async answer(given: unknown, options?: CallOptions) {
      // Never the answer itself: it may be a password.
      if (!fits(given)) throw new context.ConfigurationError(`no answer to ${name}: it is of another type`);
      return answer(given, { context, pending, options });
    },
  };
  return step as Step;
}
