import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';

/** A folder that goes when the test does. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The database of a folder, opened beside the store. Closed by its caller. */
export const rawDatabase = (folder: string): DatabaseSync => new DatabaseSync(join(folder, 'user-pool.sqlite'));

/** Runs SQL in a folder's database. @returns the folder */
export function withSql(folder: string, sql: string): string {
  const database = rawDatabase(folder);
  // What is written here needn't survive a power cut.
  database.exec('PRAGMA synchronous = OFF');
  database.exec(sql);
  database.close();
  return folder;
}

/** A folder as a version of the schema left it. */
export const folderOfVersion = (version: number): string =>
  withSql(temporaryFolder(), readFileSync(new URL(`fixtures/version-${version}.sql`, import.meta.url), 'utf8'));

/** What a folder's database is made of; how its SQL is laid out doesn't count. */
export function schemaOf(folder: string): { readonly version: unknown; readonly objects: readonly string[] } {
  const database = rawDatabase(folder);
  const rows = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  const version = database.prepare('PRAGMA user_version').get()?.user_version;
  database.close();
  const objects = rows
    .map(({ sql }) =>
      String(sql)
        .replace(/["\s]+/g, ' ')
        .replaceAll(' ,', ','),
    )
    .sort();
  return { version, objects };
}
