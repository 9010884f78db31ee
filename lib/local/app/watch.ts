import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { LocalApp } from '../model.ts';
import { readBundleInputs } from './read-bundle-inputs.ts';
import { assemblyFolder, type SynthesizeOptions, synthesizeLocalApp } from './synthesize.ts';
import { watchFiles } from './watch-files.ts';
import { type Watching, watchSources } from './watch-sources.ts';

/** What is watched, and who is told. */
export interface WatchOptions extends Omit<SynthesizeOptions, 'signal'> {
  /**
   * Called when a run begins, with the files that have changed, as seen from the directory; those that are gone, as an editor's
   * own are after it has saved, only where nothing else has changed.
   *
   * @default - nobody is told
   */
  readonly onChange?: (files: readonly string[]) => void;
  /** Called with the app after a change. */
  readonly onApp: (app: LocalApp) => void;
  /** Called where the changed app fails; the one from before is still good. */
  readonly onError: (error: unknown) => void;
  /**
   * How long a change waits for the next one, in milliseconds: an editor writes several files.
   *
   * @default 150
   */
  readonly debounceMs?: number;
}

const DEFAULT_DEBOUNCE_MS = 150;

/**
 * Watches the project's sources, and what else the last run's bundles were made of, wherever it lies; synthesizes the app
 * again when they change. One run at a time; what changes during a run begins another one.
 *
 * @example
 * const watching = watchLocalApp({ directory, onApp: (app) => host.update(app.functions), onError: console.error });
 */
export function watchLocalApp(options: WatchOptions): Watching {
  const { onChange, onApp, onError, debounceMs = DEFAULT_DEBOUNCE_MS, ...synthesis } = options;
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let changed = new Set<string>();

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    while (changed.size > 0 && !ending.signal.aborted) {
      const files = worthNaming([...changed]).map((file) => relative(options.directory, file));
      changed = new Set();
      onChange?.(files);
      try {
        const app = await synthesizeLocalApp({ ...synthesis, signal: ending.signal });
        // A run that has been overtaken by the next change may have read half of it.
        if (changed.size === 0 && !ending.signal.aborted) onApp(app);
        known = inputs();
      } catch (error) {
        if (changed.size === 0 && !ending.signal.aborted) onError(error);
        // What is wrong may be in what the last good run was made of, or in what this one has come to.
        known = new Set([...known, ...inputs()]);
      }
      bundled.update(known);
    }
    running = false;
  }

  const note = (file: string): void => {
    changed.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => void run(), debounceMs);
  };
  const sources = watchSources(options.directory, note);
  const bundled = watchFiles(note);
  const inputs = () => readBundleInputs(assemblyFolder(options));
  let known = inputs();
  bundled.update(known);
  return {
    close() {
      clearTimeout(timer);
      sources.close();
      bundled.close();
      ending.abort();
    },
  };
}

function worthNaming(files: readonly string[]): readonly string[] {
  const there = files.filter((file) => existsSync(file));
  return there.length > 0 ? there : files;
}
