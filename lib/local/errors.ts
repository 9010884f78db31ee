import { CodedError } from '../protocol/coded-error.ts';

/** The base of what can keep a local pool from running, or from what it is asked; `code` never changes, the message may. */
export abstract class LocalPoolError extends CodedError {}

/** What is known of a port that is taken. */
export interface PortInUseOptions extends ErrorOptions {
  /** The option that chooses another one. @default '--port' */
  readonly option?: string;
}

/** Something else listens on the port. */
export class PortInUseError extends LocalPoolError {
  override readonly name = 'PortInUseError';
  readonly code = 'port-in-use';

  constructor(port: number, { option = '--port', ...options }: PortInUseOptions = {}) {
    super(
      `Port ${port} is in use: stop what listens there, or choose another one with ${option} (0 takes any).`,
      options,
    );
  }
}

/** The address to listen on can't be had. */
export class AddressError extends LocalPoolError {
  override readonly name = 'AddressError';
  readonly code = 'address';
}

/** A user to begin with can't be made: an attribute that the pool hasn't got, a password that its policy refuses. */
export class SeedError extends LocalPoolError {
  override readonly name = 'SeedError';
  readonly code = 'seed';
}

/** Another local pool runs in the folder. */
export class FolderInUseError extends LocalPoolError {
  override readonly name = 'FolderInUseError';
  readonly code = 'folder-in-use';

  constructor(
    folder: string,
    { processId, endpoint }: { readonly processId: number; readonly endpoint?: string | undefined },
  ) {
    super(
      `A local pool of this folder ${endpoint === undefined ? 'is being started' : `runs already, at ${endpoint}`} ` +
        `(process ${processId}, ${folder}): use that one, stop it, or take --memory, which keeps nothing.`,
    );
  }
}

/** A user's wrong answers couldn't be forgotten. */
export class UnlockError extends LocalPoolError {
  override readonly name = 'UnlockError';
  readonly code = 'unlock';
}

/** A custom sender wasn't given its code. */
export class CustomSenderError extends LocalPoolError {
  override readonly name = 'CustomSenderError';
  readonly code = 'custom-sender';
}

/** The folder that holds the pool can't be read or written, or a newer version wrote it, or something else did. */
export class StorageError extends LocalPoolError {
  override readonly name = 'StorageError';
  readonly code = 'storage';
}
