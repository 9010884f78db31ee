import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { watchFiles } from '../../../lib/local/app/watch-files.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from './assembly.ts';

function watched() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'dist'));
  const file = join(folder, 'dist', 'code.js');
  const beside = join(folder, 'dist', 'beside.js');
  writeFileSync(file, 'one');
  writeFileSync(beside, 'one');
  const changes: string[] = [];
  const watching = watchFiles((changed) => changes.push(changed));
  onTestFinished(() => watching.close());
  watching.update(new Set([file, join(folder, 'nowhere', 'gone.js')]));
  return { folder, file, beside, changes, watching };
}

it('notices a file that is written, and one that another is put in the place of', async () => {
  const { folder, file, changes } = watched();

  writeFileSync(file, 'two');
  await eventually(() => expect(changes).toEqual([file]));
  writeFileSync(join(folder, 'dist', 'draft'), 'three');
  renameSync(join(folder, 'dist', 'draft'), file);
  await eventually(() => expect(changes).toEqual([file, file]));
});

it('passes over the same content again, files beside it, and those that it watches no more', async () => {
  const { file, beside, changes, watching } = watched();

  writeFileSync(file, 'one');
  writeFileSync(beside, 'two');
  await sleep(300);
  watching.update(new Set([beside]));
  writeFileSync(file, 'two');
  await sleep(300);

  expect(changes).toEqual([]);
});
