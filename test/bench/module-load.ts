import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { median } from './median.ts';

const PROBE = `
  const started = performance.now();
  for (const file of process.argv.slice(1)) await import(file);
  process.stdout.write(String(performance.now() - started));
`;

/** Milliseconds that a cold process takes to import the files, one after another. */
function once(files: readonly string[]): number {
  const urls = files.map((file) => pathToFileURL(file).href);
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', PROBE, ...urls], { encoding: 'utf8' }));
}

/** An empty module: what loading costs by itself on this machine. */
export function emptyModule(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'countersign-empty-')), 'empty.mjs');
  writeFileSync(file, 'export {};\n');
  return file;
}

/** Median milliseconds of each set of files, measured in turns so that the machine's noise hits all of them alike. */
export function moduleLoads(sets: Readonly<Record<string, readonly string[]>>, turns = 21): Record<string, number> {
  const times: Record<string, number[]> = {};
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, files] of Object.entries(sets)) {
      times[name] ??= [];
      times[name].push(once(files));
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}
