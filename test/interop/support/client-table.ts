import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCENARIOS } from './scenarios/all.ts';

/** The files that run the scenarios: a client each. */
const CLIENTS = 3;

/** What one run of the tests has found; each client's file is a process of its own. */
const folder = join(tmpdir(), `countersign-clients-${process.ppid}`);

/** Keeps what a client could do. The last one of a run prints the table of all. */
export function report(client: string, results: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, encodeURIComponent(client)), JSON.stringify([...results]));
  const files = readdirSync(folder);
  if (files.length < CLIENTS) return;
  const columns = files.sort().map((file) => {
    const found: [string, string][] = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    return [decodeURIComponent(file), new Map(found)] as const;
  });
  rmSync(folder, { recursive: true, force: true });
  const rows = SCENARIOS.map(({ title }) => {
    const cells = columns.map(([name, found]) => [name, found.get(title) ?? 'not run']);
    return [title, Object.fromEntries(cells)];
  });
  console.table(Object.fromEntries(rows));
}
