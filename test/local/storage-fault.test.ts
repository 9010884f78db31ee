import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../lib/local/errors.ts';
import { databaseFault, folderFault } from '../../lib/local/storage-fault.ts';

function errorOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it failed not');
}

describe('a full disk', () => {
  it('that SQLite meets is named, with what to do', () => {
    const database = new DatabaseSync(':memory:');
    onTestFinished(() => database.close());
    database.exec('CREATE TABLE kept (value TEXT); PRAGMA max_page_count = 3');
    const cause = errorOf(() => database.prepare('INSERT INTO kept VALUES (?)').run('x'.repeat(100_000)));

    const fault = databaseFault('/project/.countersign', cause);

    expect(fault).toBeInstanceOf(StorageError);
    expect(fault).toMatchObject({
      cause,
      message:
        'The disk that holds /project/.countersign is full: make room on it, or take --memory, which keeps nothing (database or disk is full).',
    });
  });

  it.runIf(process.platform === 'linux')('that a file meets is named, with what to do', () => {
    const cause = errorOf(() => writeFileSync('/dev/full', 'x'));

    expect(folderFault('/dev', cause)?.message).toMatch(/^The disk that holds \/dev is full: make room on it, /);
  });
});

it('no other error is taken for one of the disk', () => {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  for (const error of [errorOf(() => database.exec('no statement')), new Error('other'), null, undefined, 'text']) {
    expect([databaseFault('folder', error), folderFault('folder', error)]).toEqual([undefined, undefined]);
  }
});
