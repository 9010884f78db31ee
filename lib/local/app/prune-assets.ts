import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Removes from a folder the assets of earlier days that no stack names any more: each change of the code leaves one.
 * Younger ones may still run.
 *
 * @param prefix how their names begin: other files may stand there
 */
export function pruneAssets(folder: string, prefix: string, inUse: ReadonlySet<string>, now: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || inUse.has(path)) continue;
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
    if (now - mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}
