import type { LocalApp } from '../model.ts';
import { type SynthesizeOptions, synthesizeLocalApp } from './synthesize.ts';
import { type Watching, watchSources } from './watch-sources.ts';

/** What is watched, and who is told. */
export interface WatchOptions extends Omit<SynthesizeOptions, 'signal'> {
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
 * Watches the project's sources and synthesizes the app again when they change. One run at a time; what changes during a
 * run begins another one.
 *
 * @example
 * const watching = watchLocalApp({ directory, onApp: (app) => host.update(app.functions), onError: console.error });
 */
export function watchLocalApp(options: WatchOptions): Watching {
  const { onApp, onError, debounceMs = DEFAULT_DEBOUNCE_MS, ...synthesis } = options;
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let changed = false;

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    while (changed && !ending.signal.aborted) {
      changed = false;
      try {
        const app = await synthesizeLocalApp({ ...synthesis, signal: ending.signal });
        // A run that has been overtaken by the next change may have read half of it.
        if (!changed && !ending.signal.aborted) onApp(app);
      } catch (error) {
        if (!changed && !ending.signal.aborted) onError(error);
      }
    }
    running = false;
  }

  const sources = watchSources(options.directory, () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), debounceMs);
  });
  return {
    close() {
      clearTimeout(timer);
      sources.close();
      ending.abort();
    },
  };
}
