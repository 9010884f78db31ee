import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FolderInUseError, StorageError } from './errors.ts';
import { isAlive } from './is-alive.ts';
import { reachedAt } from './local-endpoint.ts';
import { numberOf, objectOf, textOf } from './settings/json-values.ts';
import { folderFault } from './storage-fault.ts';

/** A folder that one local pool has for itself. */
export interface FolderLock {
  /**
   * Says where the pool is: whoever finds the folder taken is told.
   *
   * @param hostname what it listens on, where that isn't this machine's own address
   */
  tell(endpoint: string, hostname?: string): void;
  release(): void;
}

/** How long a pool that hasn't said where it is counts as one that is being built. */
const LONGEST_START_MS = 3 * 60_000;
const ANSWER_MS = 1_000;

interface Holder {
  readonly processId: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** As people call it. */
  readonly endpoint?: string | undefined;
  /** Where it answers. */
  readonly address?: string | undefined;
}

/**
 * Takes a folder for one local pool: two would write each other's users, and build into each other's assembly. What a
 * process left behind that ended without a word is taken over.
 *
 * @throws FolderInUseError where another local pool runs there; StorageError where the folder can't be written
 */
export async function lockFolder(folder: string, now = Date.now): Promise<FolderLock> {
  const file = join(folder, 'lock.json');
  const own: Holder = { processId: process.pid, since: now() };
  for (;;) {
    if (write(file, own)) break;
    const holder = readHolder(file);
    if (holder && (await isHeld(holder, now()))) throw new FolderInUseError(folder, holder);
    removeLeft(file);
  }
  const isOwn = (): boolean => readHolder(file)?.since === own.since && readHolder(file)?.processId === own.processId;
  return {
    tell(endpoint, hostname) {
      writeFileSync(file, JSON.stringify({ ...own, endpoint, address: reachedAt(endpoint, hostname) }));
    },
    release() {
      if (!isOwn()) return;
      rmSync(file, { force: true });
      removeIfEmpty(folder);
    },
  };
}

/** Writes the lock where there is none. */
function write(file: string, own: Holder): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (cause) {
    const { code, message, syscall } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && syscall === 'open') return false;
    const folder = dirname(file);
    const text = `The user pool can't be kept in ${folder}: ${message}`;
    throw folderFault(folder, cause) ?? new StorageError(text, { cause });
  }
}

/** Removes what nobody holds any more. */
function removeLeft(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (cause) {
    throw new StorageError(`${file} can't be replaced: delete it (${(cause as Error).message}).`, { cause });
  }
}

/** Where no app was found, nothing stays. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // The pool is kept there.
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const { processId, since, endpoint, address } = objectOf(JSON.parse(readFileSync(file, 'utf8')));
    const [id, at] = [numberOf(processId), numberOf(since)];
    if (id === undefined || at === undefined) return undefined;
    return { processId: id, since: at, endpoint: textOf(endpoint), address: textOf(address) };
  } catch {
    return undefined;
  }
}

/** A process of that id may be another one by now: only one that answers as a local pool counts. */
async function isHeld({ processId, since, endpoint, address = endpoint }: Holder, now: number): Promise<boolean> {
  if (!isAlive(processId)) return false;
  if (address === undefined) return now - since < LONGEST_START_MS;
  try {
    const response = await fetch(new URL('/_local/config', address), { signal: AbortSignal.timeout(ANSWER_MS) });
    return response.ok && textOf(objectOf(await response.json()).endpoint) === endpoint;
  } catch {
    return false;
  }
}
