import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCENARIOS } from './scenarios/all.ts';

/** The files that run the scenarios: a client each. */
const CLIENTS = 4;

/** What one run of the tests has found; each client's file is a process of its own. */
const folder = join(tmpdir(), `countersign-clients-${process.ppid}`);

/** Takes what all clients could do, once; undefined while some are still at it. */
function takeAll(): (readonly [client: string, results: ReadonlyMap<string, string>])[] | undefined {
  const taken = `${folder}-taken`;
  try {
    if (readdirSync(folder).length < CLIENTS) return undefined;
    renameSync(folder, taken);
  } catch {
    // Another client's file has taken it in the same moment.
    return undefined;
  }
  const all = readdirSync(taken)
    .sort()
    .map((file) => [decodeURIComponent(file), new Map(readResults(join(taken, file)))] as const);
  rmSync(taken, { recursive: true });
  return all;
}

const readResults = (file: string): [string, string][] => JSON.parse(readFileSync(file, 'utf8'));

/** Keeps what a client could do. The last one of a run prints the table of all. */
export function report(client: string, results: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, encodeURIComponent(client)), JSON.stringify([...results]));
  const clients = takeAll();
  if (!clients) return;
  const rows = SCENARIOS.map(({ title, challenges }) => {
    const cells = clients.map(([name, found]) => [name, found.get(title) ?? 'not run']);
    return [title, { answers: challenges.join(', '), ...Object.fromEntries(cells) }];
  });
  console.table(Object.fromEntries(rows));
}
