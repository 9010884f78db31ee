import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How long one worker waits for what another one makes. In milliseconds. */
const PATIENCE = 120_000;
const PAUSE = 100;

const pathOf = (name: string): string => join(tmpdir(), `once-a-run-${name}`);

/** Whether this worker is the first one of the run that wants something: then it is to make it, and to {@link tell} of it. */
export function isFirst(name: string): boolean {
  try {
    mkdirSync(`${pathOf(name)}-begun`);
    return true;
  } catch {
    return false;
  }
}

/** Tells the other workers what was made; empty where it failed. In one step: who waits reads it as soon as it is there. */
export function tell(name: string, made: string): void {
  writeFileSync(`${pathOf(name)}-new`, made);
  renameSync(`${pathOf(name)}-new`, pathOf(name));
}

/**
 * Waits for what another worker makes.
 *
 * @throws Error where it failed there, or takes too long
 */
export function told(name: string): string {
  for (let left = PATIENCE; left > 0 && !existsSync(pathOf(name)); left -= PAUSE) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
  const made = existsSync(pathOf(name)) ? readFileSync(pathOf(name), 'utf8') : '';
  if (made === '') throw new Error(`the worker that makes ${name} has none: its own tests say why`);
  return made;
}
