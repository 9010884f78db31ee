import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../../lib/local/errors.ts';
import { openStore } from '../../../lib/local/store/store.ts';
import { inTransaction } from '../../../lib/local/store/transaction.ts';
import { exampleApp, examplePool } from '../support/example-app.ts';
import { begin } from '../support/sign-in.ts';
import { startTestPool } from '../support/start-pool.ts';
import { rawDatabase, temporaryFolder } from './support.ts';

/** A process of its own that holds the write lock of a folder's database. */
async function lockedElsewhere(folder: string) {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('BEGIN IMMEDIATE');
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const file = join(folder, 'user-pool.sqlite');
  const child = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('a write that fails', () => {
  it('tells its own error, where SQLite has ended the transaction by itself', () => {
    const database = new DatabaseSync(':memory:');
    onTestFinished(() => database.close());
    database.exec('CREATE TABLE kept (value TEXT); PRAGMA max_page_count = 3');
    const insert = database.prepare('INSERT INTO kept VALUES (?)');

    expect(() => inTransaction(database, () => insert.run('x'.repeat(100_000)))).toThrow('database or disk is full');
    expect(() => inTransaction(database, () => insert.run('small'))).not.toThrow();
  });

  it('stops one call, and not the pool, while another process holds the lock', async () => {
    const folder = temporaryFolder();
    const pool = await startTestPool({ storage: { folder } });
    const holder = await lockedElsewhere(folder);
    const { UserPoolId, local, faults } = pool;
    const { AdminSetUserPasswordCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const write = () =>
      pool.sdk.send(
        new AdminSetUserPasswordCommand({
          ...{ UserPoolId, Username: 'alice@example.com', Password: 'Correct-Horse-9', Permanent: true },
        }),
      );

    const begun = performance.now();
    const failed = write().catch((error: unknown) => error);
    await fetch(`${local.endpoint}/_local/config`);
    expect(await failed).toMatchObject({ name: 'InternalErrorException' });
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(faults[0]).toBeInstanceOf(StorageError);
    expect(String(faults[0])).toMatch(/Another process .*user-pool\.sqlite/);
    await expect(begin(pool)).resolves.toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
    const changed = exampleApp(examplePool({ groups: [{ groupName: 'new' }] }));
    expect(() => local.update(changed)).toThrow(StorageError);

    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await expect(write()).resolves.toBeDefined();
  });
});

describe('a database that can’t be read', () => {
  it('is named, with what to do: a page that is damaged', async () => {
    const folder = temporaryFolder();
    const store = openStore({ folder });
    store.close();
    const database = rawDatabase(folder);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const file = openSync(join(folder, 'user-pool.sqlite'), 'r+');
    for (let page = 1; page < 40; page++) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    closeSync(file);

    const started = startTestPool({ storage: { folder } });

    await expect(started).rejects.toThrow(StorageError);
    await expect(started).rejects.toThrow(/user-pool\.sqlite is damaged .*delete .* to begin anew/s);
  });

  it.each([
    ['no database', (folder: string) => writeFileSync(join(folder, 'user-pool.sqlite'), 'no database'.repeat(1000))],
    ['a folder in its place', (folder: string) => mkdirSync(join(folder, 'user-pool.sqlite'))],
  ])('is named, with what to do: %s', (_, spoil) => {
    const folder = temporaryFolder();
    spoil(folder);
    expect(() => openStore({ folder })).toThrow(StorageError);
    expect(() => openStore({ folder })).toThrow(/user-pool\.sqlite (is damaged|can't be opened).*: /);
  });

  it('is named, with what to do: a file where the folder should be', () => {
    const folder = join(temporaryFolder(), '.countersign');
    writeFileSync(folder, '');
    expect(() => openStore({ folder })).toThrow(`${folder} is a file, and a folder is needed there: move it away`);
  });
});
