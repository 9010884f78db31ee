import { join } from 'node:path';
import type { StorageError } from './errors.ts';
import { type KeptFile, watchKeptFile } from './kept-file.ts';
import { DATABASE_FILE, databaseFault } from './storage-fault.ts';
import type { Storage } from './store/database.ts';
import { openStore, type Store } from './store/store.ts';

/** The store, in the place where it is kept. */
export interface KeptStore {
  readonly store: Store;
  /** @throws StorageError where its place is gone */
  assertThere(): void;
  /** What a failure means to a person; the error itself where nothing is known of it. */
  faultOf(error: unknown): unknown;
  close(): void;
}

/**
 * Opens the store, and watches its file.
 *
 * @param onGone called once, when the file is gone
 * @throws StorageError
 */
export function openKeptStore(storage: Storage, onGone: (error: StorageError) => void): KeptStore {
  const store = openStore(storage);
  const folder = storage === 'memory' ? undefined : storage.folder;
  const file = folder === undefined ? IN_MEMORY : watchKeptFile(join(folder, DATABASE_FILE), onGone);
  let closed = false;
  return {
    store,
    assertThere: file.assertThere,
    faultOf: (error) => (folder !== undefined && databaseFault(folder, error)) || error,
    close() {
      if (closed) return;
      closed = true;
      file.close();
      store.close();
    },
  };
}

/** Nobody takes memory away. */
const IN_MEMORY: KeptFile = { assertThere() {}, close() {} };
