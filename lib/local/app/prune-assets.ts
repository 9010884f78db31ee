import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Removes from the folder of a cloud assembly the assets of earlier days that no stack names any more: each change of the
 * code leaves one. Younger ones may still run.
 */
export function pruneAssets(assembly: string, inUse: ReadonlySet<string>, now: number): void {
  for (const name of readdirSync(assembly)) {
    const path = join(assembly, name);
    if (!name.startsWith('asset.') || inUse.has(path)) continue;
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: now };
    if (now - mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}
