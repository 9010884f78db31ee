import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePlan } from '../../lib/command-line/init/write-plan.ts';
import { project } from './run-command.ts';

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');

it('writes nothing over a file that has come since the plan', () => {
  const folder = project({ 'b.ts': 'theirs' });
  const files = ['a.ts', 'b.ts', 'c.ts'].map((path) => ({ path, text: 'ours' }));
  const written: string[] = [];

  expect(() => writePlan(folder, { files, edits: [] }, (path) => written.push(path))).toThrow(
    "b.ts can't be written: something of that name is there",
  );
  expect(read(folder, 'b.ts')).toBe('theirs');
  expect(written).toEqual(['a.ts']);
});

it('edits no file that has changed since the plan', () => {
  const folder = project({ 'stack.ts': 'one' });
  const edits = [{ path: 'stack.ts', before: 'one', after: 'one\ntwo' }];
  writeFileSync(join(folder, 'stack.ts'), 'theirs');

  expect(() => writePlan(folder, { files: [], edits }, () => {})).toThrow('stack.ts has just changed: try again');
  expect(read(folder, 'stack.ts')).toBe('theirs');

  writeFileSync(join(folder, 'stack.ts'), 'one');
  writePlan(folder, { files: [], edits }, () => {});
  expect(read(folder, 'stack.ts')).toBe('one\ntwo');
});

it('says so where a part of the path is a file', () => {
  const folder = project({ src: '' });
  const files = [{ path: 'src/in/a.ts', text: '' }];
  expect(() => writePlan(folder, { files, edits: [] }, () => {})).toThrow(/^src\/in\/a\.ts can't be written: /);
});
