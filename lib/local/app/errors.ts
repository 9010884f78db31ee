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

/** What is known of a value that can't be told. */
export interface UnresolvableValueOptions extends ErrorOptions {
  /** How whoever starts the pool can give it: `--parameter Name=…`. */
  readonly way?: string | undefined;
  /** Which value it is. @default - only the reason is known yet */
  readonly where?: string;
}

/** A value of the template that only a deployment could tell. */
export class UnresolvableValueError extends LocalAppError {
  override readonly name = 'UnresolvableValueError';
  readonly code = 'unresolvable-value';
  /** Why: a clause without a full stop. */
  readonly reason: string;
  readonly way: string | undefined;
  readonly where: string | undefined;

  constructor(reason: string, { way, where, ...options }: UnresolvableValueOptions = {}) {
    const wayOut = way === undefined ? '' : ` Give it: ${way}`;
    super(where === undefined ? reason : `${where} can't be told before a deployment: ${reason}.${wayOut}`, options);
    this.reason = reason;
    this.way = way;
    this.where = where;
  }

  /** The same, of a value that is named now; as it is where it was named before. */
  at(where: string): UnresolvableValueError {
    const { reason, way } = this;
    return this.where === undefined ? new UnresolvableValueError(reason, { way, where, cause: this }) : this;
  }
}

/** The app makes no user pool: there is nothing to run here. */
export class UnsupportedTemplateError extends LocalAppError {
  override readonly name = 'UnsupportedTemplateError';
  readonly code = 'unsupported-template';
}

/** A value was given for something that the app doesn't have. */
export class GivenValueError extends LocalAppError {
  override readonly name = 'GivenValueError';
  readonly code = 'given-value';
}
