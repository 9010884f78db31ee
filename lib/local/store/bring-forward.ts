import type { DatabaseSync } from 'node:sqlite';
import { StorageError } from '../errors.ts';
import { integer, text } from './columns.ts';
import { MIGRATIONS, VERSION } from './migrations.ts';
import { SCHEMA } from './schema.ts';
import { defineSearchedValue } from './search-terms.ts';
import { statement } from './statement.ts';
import { inTransaction } from './transaction.ts';

/**
 * Lays the tables of a new database, and brings one of an older version to this one's, all in one transaction: a process
 * that ends in the middle leaves the database as it was.
 *
 * @param place where the database is, for errors
 * @throws StorageError if a newer version wrote it, or something else did, or its rows don't fit together.
 */
export function bringForward(database: DatabaseSync, place: string): void {
  if (versionOf(database, place) === VERSION) return;
  // Else a migration that makes a table anew would delete the rows that refer to it.
  database.exec('PRAGMA foreign_keys = OFF');
  defineSearchedValue(database);
  inTransaction(database, () => {
    // Read again: another process may have been here in the meantime.
    const version = versionOf(database, place);
    const steps = version === 0 ? [SCHEMA] : MIGRATIONS.slice(version - 1);
    for (const step of steps) database.exec(step);
    assertReferences(database, place);
    database.exec(`PRAGMA user_version = ${VERSION}`);
  });
  database.exec('PRAGMA foreign_keys = ON');
}

/** 0: a new one. One statement, so that another process can't write in between. */
const STATE = `SELECT
  (SELECT user_version FROM pragma_user_version) AS version,
  (SELECT count(*) FROM sqlite_schema) AS objects,
  (SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('users', 'names', 'signing_keys')) AS known`;

function versionOf(database: DatabaseSync, place: string): number {
  const state = statement(database, STATE, { version: integer, objects: integer, known: integer }).get({});
  const { version = 0, objects = 0, known = 0 } = state ?? {};
  if (version < 0 || (version === 0 ? objects > 0 : known < 3)) {
    throw new StorageError(
      `The database in ${place} isn't one that Countersign made: move it away, or use another folder.`,
    );
  }
  if (version > VERSION) {
    throw new StorageError(
      `The user pool in ${place} was written by a newer version of Countersign (its schema is ${version}, this one's ${VERSION}): update countersign, or use another folder, or delete the folder to begin anew.`,
    );
  }
  return version;
}

function assertReferences(database: DatabaseSync, place: string): void {
  const [broken] = statement(database, 'SELECT "table" AS name FROM pragma_foreign_key_check', { name: text }).all({});
  if (broken) {
    throw new StorageError(
      `The user pool in ${place} can't be brought to this version: rows of its ${broken.name} refer to nothing.`,
    );
  }
}
