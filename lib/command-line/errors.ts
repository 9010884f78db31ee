import { CodedError } from '../protocol/coded-error.ts';

/** The base of every error that ends a command: its message is one clear sentence. */
export abstract class CommandError extends CodedError {
  /** What the process ends with. */
  abstract readonly exitCode: number;
}

/** The command did its work, and the outcome is bad. */
export class FailedError extends CommandError {
  override readonly name = 'FailedError';
  readonly code = 'failed';
  readonly exitCode = 1;
}

/** The command was used wrongly, or what it was given isn't there. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
  readonly exitCode = 2;
}
