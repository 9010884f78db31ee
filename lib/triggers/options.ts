import { consoleLog, type TriggerLog } from './logger.ts';

/** What a handler may be told. In production nothing need be. */
export interface TriggerOptions {
  /** @default - JSON lines on the console */
  readonly log?: TriggerLog;
  /**
   * What the values of decoys are made from: any text that stays the same and isn't known outside.
   *
   * @default - the environment variable COUNTERSIGN_DECOY_SECRET, which the construct sets; without one, a random
   * text that lasts as long as the process, with a warning
   */
  readonly decoySecret?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default - the platform's */
  readonly fetch?: typeof fetch;
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The options, complete: what surrounds a handler. */
export interface Surroundings extends Required<Omit<TriggerOptions, 'decoySecret'>> {
  readonly decoySecret: string | undefined;
}

/** Completes the options. The global `fetch` and clock are looked up at each call, so that they can be replaced. */
export function completeOptions(options: TriggerOptions = {}): Surroundings {
  const { environment = process.env, log = consoleLog(environment) } = options;
  return {
    environment,
    log,
    // Read when it is needed: what a handler reads while it is loaded must be known at synth.
    get decoySecret() {
      return options.decoySecret ?? environment.COUNTERSIGN_DECOY_SECRET;
    },
    now: options.now ?? (() => Date.now()),
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
  };
}
