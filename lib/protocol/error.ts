/**
 * An error as Cognito answers it: the type that stands in `__type`, and its text.
 *
 * @example
 * throw new CognitoError('NotAuthorizedException', 'Incorrect username or password.');
 */
export class CognitoError extends Error {
  override readonly name = 'CognitoError';
  /** Cognito's own type: `NotAuthorizedException`, `UserLambdaValidationException`, … */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The error of a request that isn't as it should be. */
export const invalidParameter = (message: string): CognitoError =>
  new CognitoError('InvalidParameterException', message);

/** The error of a caller who may not do that. */
export const notAuthorized = (message: string): CognitoError => new CognitoError('NotAuthorizedException', message);
