import { CodedError } from '../protocol/coded-error.ts';

/** The base of every error of the client; `code` never changes, the message may. */
export abstract class AuthError extends CodedError {}

/** What an answer over HTTP tells beside its body. */
interface HttpRefusal {
  /** HTTP's status. From 500 on, Cognito failed and the same call may be made again. */
  readonly status: number;
  /**
   * In how many seconds the same call may be made again, where `Retry-After` tells that. A browser shows the header to a
   * page only if a proxy names it in `Access-Control-Expose-Headers`.
   */
  readonly retryAfter?: number | undefined;
}

/** Cognito answered with an error: `code` is its own type, `cause` its raw answer. */
export class ServiceError extends AuthError implements HttpRefusal {
  override readonly name: string = 'ServiceError';
  declare readonly status: HttpRefusal['status'];
  declare readonly retryAfter?: HttpRefusal['retryAfter'];
  /** Cognito's own type: `NotAuthorizedException`, `UserLambdaValidationException`, … */
  declare readonly code: string;
  /**
   * Why, where that can be told: `attempts`, if Cognito refused the sign-in after the last answer that the challenge
   * took. The client knows it by `attemptsLeft`, so it says the same of users who don't exist; of a challenge that takes
   * one answer only, it says nothing. Of a {@link SessionError} its own word.
   */
  declare reason?: 'attempts' | 'expired' | 'used' | 'invalid';
}

/**
 * Cognito takes the sign-in's session no more, so the sign-in must begin anew. `code` is Cognito's own type.
 *
 * `expired`: the answer came too late. `used`: the session was answered before. `invalid`: Cognito says no more than
 * that, as it does after a trigger failed.
 */
export class SessionError extends ServiceError {
  override readonly name = 'SessionError';
  override readonly reason: 'expired' | 'used' | 'invalid' = /expired/.test(this.message)
    ? 'expired'
    : /once/.test(this.message)
      ? 'used'
      : 'invalid';
}

/**
 * Cognito could not be reached, did not answer in time, or the connection broke; or what the client loads when it is
 * needed could not be loaded. `cause` tells which. The same call may be made again.
 */
export class NetworkError extends AuthError {
  override readonly name = 'NetworkError';
  readonly code = 'network';
}

/** What answered doesn't speak Cognito's protocol: a proxy's error page, say, or a wrong endpoint. */
export class ResponseError extends AuthError implements Partial<HttpRefusal> {
  override readonly name = 'ResponseError';
  readonly code = 'response';
  declare readonly status?: HttpRefusal['status'];
  declare readonly retryAfter?: HttpRefusal['retryAfter'];
}

/** This client doesn't know the challenge that Cognito asks. */
export class UnsupportedChallengeError extends AuthError {
  override readonly name = 'UnsupportedChallengeError';
  readonly code = 'unsupported-challenge';
  /** As Cognito spells it: `PASSWORD_VERIFIER`, `SMS_MFA`, … */
  declare readonly challengeName: string;
}

/** The browser gave no passkey. `cause` is what it says itself. */
export class PasskeyError extends AuthError {
  override readonly name = 'PasskeyError';
  readonly code = 'passkey';
  /**
   * Why: the name of the browser's DOMException. `NotAllowedError`: the person declined, or took too long.
   * `InvalidStateError`: who registers has a passkey there already. `SecurityError`: the page's domain isn't the pool's.
   */
  declare readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`the browser gave no passkey: ${reason}`, options);
    this.reason = reason;
  }
}

/**
 * The step was answered before, and nothing was sent: go on with the step that its answer returned. Or the user has signed
 * out since.
 */
export class StaleStepError extends AuthError {
  override readonly name = 'StaleStepError';
  readonly code = 'stale-step';
}

/** The client is set up in a way that can't work. */
export class ConfigurationError extends AuthError {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration';
}
