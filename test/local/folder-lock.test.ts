import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockFolder } from '../../lib/local/folder-lock.ts';

function newFolder(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'countersign-lock-')), '.countersign');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  return folder;
}

/** Answers as a local pool does, or as something else. */
async function serve(isPool: boolean): Promise<string> {
  const server = createServer((_request, response) => response.end(JSON.stringify(isPool ? { endpoint } : {})));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const endpoint = `http://localhost:${(server.address() as AddressInfo).port}`;
  return endpoint;
}

it('lets nobody else in while its pool is being built, and while it answers', async () => {
  const folder = newFolder();
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(
    `A local pool of this folder is being started (process ${process.pid}`,
  );

  const endpoint = await serve(true);
  lock.tell(endpoint);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'folder-in-use',
    message: expect.stringContaining(`runs already, at ${endpoint} (process ${process.pid}`),
  });

  lock.release();
  (await lockFolder(folder)).release();
  expect(existsSync(folder)).toBe(false);
});

it.each([
  ['of a process that is gone', async () => ({ processId: 2 ** 22 + 1, since: Date.now() })],
  ['of a process that is another one now', async () => ({ ...alive(), endpoint: await serve(false) })],
  ['whose pool answers no more', async () => ({ ...alive(), endpoint: 'http://localhost:1' })],
  ['of a start that came to no end', async () => ({ processId: process.pid, since: Date.now() - 4 * 60_000 })],
  ['that nobody can read', async () => 'half a lo'],
])('takes over a lock %s', async (_case, left) => {
  const folder = newFolder();
  (await lockFolder(folder)).tell('http://localhost:1');
  const file = join(folder, 'lock.json');
  const holder = await left();
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));

  await lockFolder(folder);

  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ processId: process.pid });
});

it('releases no lock that another one has taken over', async () => {
  const folder = newFolder();
  const lock = await lockFolder(folder);
  const file = join(folder, 'lock.json');
  writeFileSync(file, JSON.stringify({ processId: process.pid, since: 1 }));

  lock.release();

  expect(existsSync(file)).toBe(true);
});

it('says what stands in the way of a folder', async () => {
  const folder = newFolder();
  writeFileSync(folder, '');
  await expect(lockFolder(folder)).rejects.toThrow(`${folder} is a file, and a folder is needed there: move it away`);
  await expect(lockFolder(join(folder, 'below'))).rejects.toMatchObject({ code: 'storage' });
  const other = newFolder();
  mkdirSync(join(other, 'lock.json'), { recursive: true });
  await expect(lockFolder(other)).rejects.toThrow(`${join(other, 'lock.json')} can't be replaced: delete it`);
});

const alive = () => ({ processId: process.pid, since: Date.now() });
