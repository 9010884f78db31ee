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
