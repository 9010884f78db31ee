import type { Problem } from './sign-in-state.ts';

/** What a call failed with, and whether its step can be answered again. */
export interface FailedCall {
  readonly problem: Problem;
  /** Whether the same step still stands: else the sign-in begins anew. */
  readonly stays: boolean;
}

/** What Cognito's errors mean to a person, by their code. After these the same step may be answered again. */
const SAME_STEP: Readonly<Record<string, Problem['kind']>> = {
  network: 'offline',
  passkey: 'failed',
  CodeMismatchException: 'wrong',
  EnableSoftwareTokenMFAException: 'wrong',
  ExpiredCodeException: 'expired',
  InvalidPasswordException: 'password',
  PasswordHistoryPolicyViolationException: 'password',
  InvalidParameterException: 'invalid',
  TooManyRequestsException: 'tooMany',
  LimitExceededException: 'tooMany',
};

/**
 * After these the sign-in begins anew. One kind for a wrong password, for users who don't exist, who aren't confirmed and whose
 * password must be reset: the page tells nobody who exists.
 */
const NEW_START: Readonly<Record<string, Problem['kind']>> = {
  'stale-step': 'session',
  NotAuthorizedException: 'refused',
  UserNotFoundException: 'refused',
  UserNotConfirmedException: 'refused',
  PasswordResetRequiredException: 'refused',
};

/** What an error of the client, of the browser or of a form means to a person. */
export function problemOf(error: unknown): FailedCall {
  const {
    code = '',
    name,
    status = 0,
    reason,
  } = Object(error) as {
    readonly code?: string;
    readonly name?: string;
    readonly status?: number;
    readonly reason?: string;
  };
  const failure = (kind: Problem['kind'], stays: boolean): FailedCall => ({ problem: { kind, error }, stays });
  if (name === 'SessionError') return failure('session', false);
  if (code === 'passkey' && reason === 'NotAllowedError') return failure('cancelled', true);
  if (reason === 'attempts') return failure('attempts', false);
  const again = Object.hasOwn(SAME_STEP, code) ? SAME_STEP[code] : undefined;
  if (again) return failure(again, true);
  const anew = Object.hasOwn(NEW_START, code) ? NEW_START[code] : undefined;
  if (anew) return failure(anew, false);
  // Nothing was sent, or Cognito failed: it has taken neither the session nor the answer.
  return failure('failed', !code || code === 'configuration' || code === 'response' || status > 428);
}
