import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ui = join(dirname(fileURLToPath(import.meta.url)), '../../lib/ui');

const script = `
const known = new Set(Object.getOwnPropertyNames(globalThis));
const entries = ['index', 'define', 'forms', 'react'];
const exported = [];
for (const entry of entries) exported.push(Object.keys(await import(${JSON.stringify(ui)} + '/' + entry + '.ts')).length);
const made = Object.getOwnPropertyNames(globalThis).filter((name) => !known.has(name));
const running = process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY/.test(name));
console.log(JSON.stringify({ exported, made, running, dom: typeof document }));
`;

test('every entry can be imported where there is no page, and does nothing there', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });

  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ exported: [2, 0, 9, 2], made: [], running: [], dom: 'undefined' });
});
