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
}
