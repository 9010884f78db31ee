import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Watching } from './watch-sources.ts';

const SETTLED_MS = 50;

/** A watch of some files. */
export interface FilesWatching extends Watching {
  /** Watches these files from now on, and no others. */
  update(files: ReadonlySet<string>): void;
}

/**
 * Calls back when one of some files gets another content, wherever it lies. That a file is written again as it was, by the
 * app's own run say, is no change.
 */
export function watchFiles(onChange: (file: string) => void): FilesWatching {
  /** What each file holds. */
  const digests = new Map<string, string>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** Of the files' folders: editors put a new file in the place of the old one. */
  const watchers = new Map<string, FSWatcher>();

  function look(file: string): void {
    const known = digests.get(file);
    if (known === undefined) return;
    const digest = digestOf(file);
    digests.set(file, digest);
    if (digest !== known && digest !== GONE) onChange(file);
  }

  /** A file that is being written is neither what it was nor what it will be. */
  function lookSoon(file: string): void {
    if (!digests.has(file)) return;
    clearTimeout(timers.get(file));
    timers.set(
      file,
      setTimeout(() => look(file), SETTLED_MS),
    );
  }

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name !== null) lookSoon(join(folder, basename(name)));
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
    } catch {
      // The folder is gone: so is what was in it, and the next run says so.
    }
  }

  return {
    update(files) {
      for (const file of digests.keys()) if (!files.has(file)) digests.delete(file);
      for (const file of files) if (!digests.has(file)) digests.set(file, digestOf(file));
      const folders = new Set([...files].map(dirname));
      for (const folder of watchers.keys()) if (!folders.has(folder)) forget(folder);
      for (const folder of folders) if (!watchers.has(folder)) watchFolder(folder);
    },
    close() {
      digests.clear();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}

const GONE = 'gone';

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return GONE;
  }
}
