import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StorageError } from '../errors.ts';
import { API_POOL_TABLES } from './api-pools.ts';
import { CLIENT_SECRETS_TABLE } from './client-secrets.ts';
import { DEVICES_TABLE } from './devices.ts';
import { GROUP_TABLES } from './groups.ts';
import { USER_MFA_TABLE } from './mfa.ts';
import { PASSKEYS_TABLE } from './passkeys.ts';
import { ROTATED_TOKENS_TABLE } from './sign-ins.ts';

/** Where a pool keeps its users: a folder of the user's project, or memory, which forgets. */
export type Storage = 'memory' | { readonly folder: string };

const VERSION = 2;

const TABLES = `
CREATE TABLE users (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  attributes TEXT NOT NULL,
  status TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, user_name)
) STRICT, WITHOUT ROWID;

-- What a user can be found by: the user name, and the addresses that are aliases of it.
CREATE TABLE names (
  user_pool_id TEXT NOT NULL,
  name TEXT NOT NULL,
  user_name TEXT NOT NULL,
  PRIMARY KEY (user_pool_id, name),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_user ON names (user_pool_id, user_name);

CREATE TABLE confirmation_codes (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  attribute TEXT NOT NULL,
  address TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  wrong_answers INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, user_name, purpose),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A finished sign-in, as long as its refresh token lives. Its tokens are revoked by deleting it.
CREATE TABLE sign_ins (
  event_id TEXT PRIMARY KEY,
  refresh_token_hash BLOB NOT NULL UNIQUE,
  user_pool_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  origin_jti TEXT NOT NULL,
  authenticated_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  device_key TEXT,
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_ins_by_user ON sign_ins (user_pool_id, user_name);

CREATE TABLE signing_keys (
  user_pool_id TEXT NOT NULL,
  token_use TEXT NOT NULL,
  private_key TEXT NOT NULL,
  PRIMARY KEY (user_pool_id, token_use)
) STRICT, WITHOUT ROWID;

${DEVICES_TABLE}
${PASSKEYS_TABLE}
${USER_MFA_TABLE}
${GROUP_TABLES}
${API_POOL_TABLES}
${CLIENT_SECRETS_TABLE}
${ROTATED_TOKENS_TABLE}
PRAGMA user_version = ${VERSION};
`;

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
    if (version === 0) inTransaction(database, (opened) => opened.exec(TABLES));
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

/** Runs writes that belong together: all of them, or none. */
export function inTransaction<T>(database: DatabaseSync, write: (database: DatabaseSync) => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write(database);
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
