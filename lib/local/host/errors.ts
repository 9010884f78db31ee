import { CodedError } from '../../protocol/coded-error.ts';

/** The base of every error of the function host; `code` never changes, the message may. */
export abstract class FunctionHostError extends CodedError {}

/** No function of the app has this ARN. */
export class UnknownFunctionError extends FunctionHostError {
  override readonly name = 'UnknownFunctionError';
  readonly code = 'unknown-function';
}

/** A function's code folder isn't there. */
export class MissingBundleError extends FunctionHostError {
  override readonly name = 'MissingBundleError';
  readonly code = 'missing-bundle';
}

/** The host was closed. */
export class FunctionHostClosedError extends FunctionHostError {
  override readonly name = 'FunctionHostClosedError';
  readonly code = 'function-host-closed';
}
