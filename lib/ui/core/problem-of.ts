import { ownMember } from './own-member.ts';
import type { Problem } from './sign-in-state.ts';

/** What a call failed with, and whether its step can be answered again. */
export interface FailedCall {
  readonly problem: Problem;
  /** Whether the same step still stands: else the sign-in begins anew. */
  readonly stays: boolean;
}

/** What an error means to a person, by its reason, else by its code: Cognito's own types, and the client's. */
const KINDS: Readonly<Record<string, Problem['kind']>> = {
  attempts: 'attempts',
  NotAllowedError: 'cancelled',
  network: 'offline',
  passkey: 'failed',
  configuration: 'failed',
  response: 'failed',
  'stale-step': 'session',
  CodeMismatchException: 'wrong',
  EnableSoftwareTokenMFAException: 'wrong',
  ExpiredCodeException: 'expired',
  InvalidPasswordException: 'password',
  PasswordHistoryPolicyViolationException: 'password',
  InvalidParameterException: 'invalid',
  TooManyRequestsException: 'tooMany',
  LimitExceededException: 'tooMany',
  // One kind for a wrong password, for users who don't exist, who aren't confirmed and whose password must be reset: the page
  // tells nobody who exists.
  NotAuthorizedException: 'refused',
  UserNotFoundException: 'refused',
  UserNotConfirmedException: 'refused',
  PasswordResetRequiredException: 'refused',
};

/** After these the sign-in begins anew; after others the same step may be answered again. */
const BEGINS_ANEW = /^(attempts|refused|session)$/;

/** What an error of the client, of the browser or of a form means to a person. */
export function problemOf(error: unknown): FailedCall {
  const {
    code = '',
    name,
    reason = '',
    status = 0,
  } = Object(error) as {
    readonly code?: string;
    readonly name?: string;
    readonly reason?: string;
    readonly status?: number;
  };
  const kind = name === 'SessionError' ? 'session' : (ownMember(KINDS, reason) ?? ownMember(KINDS, code));
  if (kind) return { problem: { kind, error }, stays: !BEGINS_ANEW.test(kind) };
  // Nothing was sent, or Cognito failed: it has taken neither the session nor the answer.
  return { problem: { kind: 'failed', error }, stays: !code || status > 428 };
}
