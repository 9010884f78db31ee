import type { UnsupportedChallengeError } from '../errors.ts';
import type { SignInRuntime } from '../sign-in-runtime.ts';

/** The error for a challenge that this client can't answer. */
export const unsupported = (context: SignInRuntime, challengeName: string): UnsupportedChallengeError =>
  Object.assign(new context.UnsupportedChallengeError(`can't answer ${challengeName}`), { challengeName });
