import { CodedError } from '../../protocol/coded-error.ts';

/** The base of every error about the CDK app; `code` never changes, the message may and is made to be shown alone. */
export abstract class LocalAppError extends CodedError {}

/** There is no CDK app here, or nothing says how to run it. */
export class AppNotFoundError extends LocalAppError {
  override readonly name = 'AppNotFoundError';
  readonly code = 'app-not-found';
}

/** The CDK app failed. The message is the app's own. */
export class AppFailedError extends LocalAppError {
  override readonly name = 'AppFailedError';
  readonly code = 'app-failed';
  /** What the app printed: at least the last million characters. */
  readonly output: string;

  constructor(message: string, output: string, options?: ErrorOptions) {
    super(message, options);
    this.output = output;
  }
}

/** What the app wrote isn't a cloud assembly, or a part of it is missing. */
export class AssemblyError extends LocalAppError {
  override readonly name = 'AssemblyError';
  readonly code = 'assembly';
}

/** A value of the template that only a deployment could tell. */
export class UnresolvableValueError extends LocalAppError {
  override readonly name = 'UnresolvableValueError';
  readonly code = 'unresolvable-value';
}

/** The template holds something that can't run here. */
export class UnsupportedTemplateError extends LocalAppError {
  override readonly name = 'UnsupportedTemplateError';
  readonly code = 'unsupported-template';
}
