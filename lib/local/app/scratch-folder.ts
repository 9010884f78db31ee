import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from '../is-alive.ts';
import { IDENTITY_FILE } from './identity.ts';

/** A folder of the system's to synthesize into, for a pool that keeps nothing. */
export interface ScratchFolder {
  readonly folder: string;
  remove(): void;
}

const PREFIX = 'countersign-pool-';

/**
 * Makes a folder that stands in for one of the project: what is imported there is looked for in the project's own
 * `node_modules`, and the ids and secrets that the project has kept are the same.
 *
 * @param kept where the project keeps them
 */
export function makeScratchFolder(directory: string, kept: string): ScratchFolder {
  removeLeft();
  const top = realpathSync(mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  let folder = top;
  // The farthest lies outermost, as in the project.
  for (const modules of modulesAbove(directory).reverse()) {
    symlinkSync(modules, join(folder, 'node_modules'), 'junction');
    folder = join(folder, 'project');
    mkdirSync(folder);
  }
  const identity = join(kept, IDENTITY_FILE);
  if (existsSync(identity)) copyFileSync(identity, join(folder, IDENTITY_FILE));
  return { folder, remove: () => rmSync(top, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Removes what processes left behind that were killed. */
function removeLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, processId] = name.startsWith(PREFIX) ? (name.slice(PREFIX.length).match(/^(\d+)-/) ?? []) : [];
    if (processId === undefined || isAlive(Number(processId))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It is another user's.
    }
  }
}

/** Where Node looks for packages from a folder on, the nearest first. */
function modulesAbove(directory: string): string[] {
  const above = dirname(directory) === directory ? [] : modulesAbove(dirname(directory));
  const own = join(directory, 'node_modules');
  return existsSync(own) ? [own, ...above] : above;
}
