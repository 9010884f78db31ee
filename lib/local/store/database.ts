import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageError } from '../errors.ts';
import { DATABASE_FILE, databaseFault, folderFault } from '../storage-fault.ts';
import { bringForward } from './bring-forward.ts';

/** Where a pool keeps its users: a folder of the user's project, or memory, which forgets. */
export type Storage = 'memory' | { readonly folder: string };

/** How long opening waits for a lock that another process holds, in milliseconds. */
const OPENING_WAITS_MS = 5_000;
/** And a call, in milliseconds: it waits synchronously, and every other call with it. */
const CALL_WAITS_MS = 100;

/**
 * Opens the database, at the version of this schema.
 *
 * WAL with `synchronous = normal`: what was answered survives the process, even one that is killed.
 *
 * @param use makes what the database is opened for; where that fails, the database is closed
 * @throws StorageError if the folder can't be used, or a newer version wrote it, or something else did.
 */
export function openDatabase<T>(storage: Storage, use: (database: DatabaseSync) => T): T {
  const folder = storage === 'memory' ? undefined : storage.folder;
  let database: DatabaseSync | undefined;
  try {
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(folder ? join(folder, DATABASE_FILE) : ':memory:');
    // A second process that opens it waits for the first one's write instead of failing.
    database.exec(`PRAGMA busy_timeout = ${OPENING_WAITS_MS}`);
    // Before anything is written: the database may be somebody else's.
    bringForward(database, folder ?? 'memory');
    writeAhead(database);
    const used = use(database);
    database.exec(`PRAGMA busy_timeout = ${CALL_WAITS_MS}`);
    return used;
  } catch (cause) {
    database?.close();
    if (cause instanceof StorageError) throw cause;
    const fault = folder === undefined ? undefined : (databaseFault(folder, cause) ?? folderFault(folder, cause));
    throw fault ?? new StorageError(`The user pool can't be kept in ${folder}: ${(cause as Error).message}`, { cause });
  }
}

/** How often other processes that open the folder at the same moment may come first. */
const MOST_TRIES = 20;

function writeAhead(database: DatabaseSync): void {
  for (let tries = 1; ; tries++) {
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      return;
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
    // Other than a transaction, the change of the journal doesn't wait until the database is free.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  }
}
