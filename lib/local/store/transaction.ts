import type { DatabaseSync } from 'node:sqlite';

/** Runs writes that belong together: all of them, or none. */
export function inTransaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** A full disk makes SQLite roll back by itself: what is told then is why, not that nothing is left to roll back. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // The first error says more.
  }
}
