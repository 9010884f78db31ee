/** A process may hold a copy as an ES module and one as CommonJS, whose classes differ. No JSON brings a symbol along. */
const OURS = Symbol.for('countersign.error');

/**
 * The base of Countersign's errors: one class a reason. `code` never changes, the message may.
 *
 * @example
 * class StorageError extends CodedError {
 *   override readonly name = 'StorageError';
 *   readonly code = 'storage';
 * }
 */
export abstract class CodedError extends Error {
  abstract readonly code: string;

  get [OURS](): boolean {
    return true;
  }
}

/** Whether an error is one of ours, whichever copy of this package made it. */
export const isCoded = (error: object): error is CodedError => OURS in error;
