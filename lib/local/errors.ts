import { CodedError } from '../protocol/coded-error.ts';

/** The base of what can keep a local pool from running; `code` never changes, the message may. */
export abstract class LocalPoolError extends CodedError {}

/** Something else listens on the port. */
export class PortInUseError extends LocalPoolError {
  override readonly name = 'PortInUseError';
  readonly code = 'port-in-use';

  constructor(port: number, options?: ErrorOptions) {
    super(`Port ${port} is in use: stop what listens there, or choose another one with --port (0 takes any).`, options);
  }
}

/** The address to listen on can't be had. */
export class AddressError extends LocalPoolError {
  override readonly name = 'AddressError';
  readonly code = 'address';
}

/** The folder that holds the pool can't be read or written, or a newer version wrote it, or something else did. */
export class StorageError extends LocalPoolError {
  override readonly name = 'StorageError';
  readonly code = 'storage';
}
