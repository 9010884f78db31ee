import { type FSWatcher, fstatSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold no sources of the app. Those whose name begins with a dot don't either. */
const IGNORED_FOLDERS = new Set(['node_modules', 'cdk.out', 'dist', 'coverage']);

/** A watch that can be ended. */
export interface Watching {
  close(): void;
}

/**
 * Calls back on every change of a project's sources. It watches folder by folder: watching recursively would take in
 * node_modules, with tens of thousands of files.
 */
export function watchSources(directory: string, onChange: (file: string) => void): Watching {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;

  function forget(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  function add(folder: string): void {
    if (closed || watchers.has(folder)) return;
    let names: readonly string[];
    try {
      const watcher = watch(folder, (event, name) => {
        if (name === null || isIgnored(name) || isCompiled(folder, name) || isOwnOutput(join(folder, name))) return;
        if (event === 'rename') add(join(folder, name)); // may be a new folder
        onChange(join(folder, name));
      });
      watcher.on('error', () => forget(folder));
      watchers.set(folder, watcher);
      names = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !isIgnored(entry.name))
        .map((entry) => entry.name);
    } catch {
      forget(folder); // a file, or gone already
      return;
    }
    for (const name of names) add(join(folder, name));
  }

  add(directory);
  return {
    close() {
      closed = true;
      for (const folder of [...watchers.keys()]) forget(folder);
    },
  };
}

/** A log may be what this process prints, by way of `tee`: a line on a rebuild would begin the next one. */
function isIgnored(name: string): boolean {
  return name.startsWith('.') || /(?:~|\.log)$/.test(name) || IGNORED_FOLDERS.has(name);
}

/** Whether this process prints into a file. */
function isOwnOutput(file: string): boolean {
  try {
    const { dev, ino } = statSync(file);
    return [1, 2].map((output) => fstatSync(output)).some((output) => output.dev === dev && output.ino === ino);
  } catch {
    return false; // gone again, or nothing is printed
  }
}

/** What the app's own run writes beside its sources: noticing it would begin the next run, for ever. */
function isCompiled(folder: string, name: string): boolean {
  const source = name.replace(/(\.d\.ts|\.js|\.js\.map|\.mjs|\.cjs)$/, '.ts');
  if (source === name) return name === 'cdk.context.json';
  try {
    return readdirSync(folder).includes(source);
  } catch {
    return false;
  }
}
