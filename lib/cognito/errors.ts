import { CodedError } from '../protocol/coded-error.ts';

/** A code was asked for, and no message held one. */
export class NoCodeError extends CodedError {
  override readonly name = 'NoCodeError';
  readonly code = 'no-code';
}
