import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageError } from '../errors.ts';
import { SCHEMA } from './schema.ts';
import { inTransaction } from './transaction.ts';

/** Where a pool keeps its users: a folder of the user's project, or memory, which forgets. */
export type Storage = 'memory' | { readonly folder: string };

const VERSION = 2;

/**
 * Opens the database and lays its tables.
 *
 * WAL with `synchronous = normal`: what was answered survives the process, even one that is killed.
 *
 * @throws StorageError if the folder can't be used, or another version wrote it.
 */
export function openDatabase(storage: Storage): DatabaseSync {
  const folder = storage === 'memory' ? undefined : storage.folder;
  let database: DatabaseSync | undefined;
  try {
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(folder ? join(folder, 'user-pool.sqlite') : ':memory:');
    // A second process waits for the first one's write instead of failing.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version === 0) layTables(database);
    else if (version !== VERSION) {
      throw new StorageError(
        `The user pool in ${folder} was written by another version of Countersign (its schema is ${version}, this one's ${VERSION}): delete the folder to begin anew.`,
      );
    }
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof StorageError) throw cause;
    throw new StorageError(`The user pool can't be kept in ${folder}: ${(cause as Error).message}`, { cause });
  }
}

const layTables = (database: DatabaseSync): void =>
  inTransaction(database, () => database.exec(`${SCHEMA} PRAGMA user_version = ${VERSION}`));
