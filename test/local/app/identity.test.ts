import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readIdentity } from '../../../lib/local/app/identity.ts';
import { StorageError } from '../../../lib/local/errors.ts';
import { temporaryFolder } from './assembly.ts';

it.each(['{ "stackUuids": {', '', '[]', '"text"'])(
  'refuses an identity.json that is broken, and leaves it: %j',
  (text) => {
    const folder = temporaryFolder();
    const file = join(folder, 'identity.json');
    writeFileSync(file, text);

    expect(() => readIdentity('project', folder)).toThrow(StorageError);
    expect(() => readIdentity('project', folder)).toThrow(
      `${file} is damaged: put a copy back, or delete it, and client secrets are made anew`,
    );
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

it('takes no folder for an identity that is not there yet', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'identity.json'));

  expect(() => readIdentity('project', folder)).toThrow(StorageError);
});

it('says why a secret can’t be kept', () => {
  const folder = join(temporaryFolder(), 'folder');
  const identity = readIdentity('project', folder);
  writeFileSync(folder, '');

  expect(() => identity.clientSecret('client')).toThrow(`${folder} is a file`);
});
