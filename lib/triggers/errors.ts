import { CodedError, isCoded } from '../protocol/coded-error.ts';

/**
 * The base of every error of the triggers; `code` never changes, the message may. To recognize them by, not to derive from: under
 * one of their codes the log has the message too.
 */
export abstract class TriggerError extends CodedError {}

/**
 * An error made for the user: its message reaches their screen, as Cognito's
 * "CreateAuthChallenge failed with error MESSAGE." Every other error is logged, and the user gets one fixed sentence.
 *
 * Only CreateAuthChallenge can show it: the other two triggers answer an error with a refusal.
 *
 * @example
 * throw new UserFacingError('We can send no code to this country yet');
 */
export class UserFacingError extends TriggerError {
  override readonly name = 'UserFacingError';
  readonly code = 'user-facing';
}

/** What users get to read instead of any other error. Cognito adds the full stop. */
export const FIXED_SENTENCE = 'Something went wrong. Please try again later';

/** Whether what was thrown is made for users. Never throws. */
export function isUserFacing(thrown: unknown): thrown is UserFacingError {
  try {
    return thrown instanceof Error && isCoded(thrown) && thrown.code === 'user-facing';
  } catch {
    return false;
  }
}

/**
 * The error that Cognito gets: without cause, since Lambda logs all that hangs on it, and Cognito shows its message.
 * Never throws.
 */
export function errorForUser(thrown: unknown): Error {
  try {
    if (isUserFacing(thrown)) return new UserFacingError(thrown.message);
  } catch {
    // A message that throws is no message.
  }
  return new Error(FIXED_SENTENCE);
}

/** The event is none that Cognito sends. */
export class RequestMalformedError extends TriggerError {
  override readonly name = 'RequestMalformedError';
  readonly code = 'request-malformed';
}

/** CreateAuthChallenge was invoked, and its own replay asks nothing. */
export class NothingAskedError extends TriggerError {
  override readonly name = 'NothingAskedError';
  readonly code = 'nothing-asked';
}

/** A challenge returned what Cognito or the client can't take. */
export class ChallengeOutputError extends TriggerError {
  override readonly name = 'ChallengeOutputError';
  readonly code = 'challenge-output';
}

/** The sign-in holds more than Cognito's session carries. */
export class SessionTooLargeError extends TriggerError {
  override readonly name = 'SessionTooLargeError';
  readonly code = 'session-too-large';
}

/** The trigger took too long. */
export class DeadlineError extends TriggerError {
  override readonly name = 'DeadlineError';
  readonly code = 'deadline';
}

/** The unlock function was invoked with something else than it takes. */
export class UnlockInputError extends TriggerError {
  override readonly name = 'UnlockInputError';
  readonly code = 'unlock-input';
}

/** A message isn't known to be delivered. Without a cause: Lambda logs all of what a function throws. */
export class UndeliveredError extends TriggerError {
  override readonly name = 'UndeliveredError';
  readonly code = 'undelivered';
}

/** A middleware answered in the handler's place, or changed its answer. */
export class MiddlewareError extends TriggerError {
  override readonly name = 'MiddlewareError';
  readonly code = 'middleware';
}
