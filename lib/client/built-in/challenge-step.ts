import type { CallOptions } from '../client-config.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';

/** What an answer goes back with: the challenge as Cognito asked it, and what the call was given. */
export interface AnswerContext {
  readonly context: SignInRuntime;
  readonly pending: SignInResponse;
  readonly options: CallOptions | undefined;
}

/** A step of one of Cognito's own challenges. */
export const challengeStep = <Answer>(
  name: string,
  parameters: object,
  { expiresAt }: SignInResponse,
  answer: (answer: Answer, options?: CallOptions) => Promise<Step>,
): Step => ({ name, parameters, attemptsLeft: undefined, retry: undefined, expiresAt, answer }) as Step;
