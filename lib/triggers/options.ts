import { assertKnownOptions } from '../protocol/known-options.ts';
import { stdoutLog, type TriggerLog } from './logger.ts';

/** What a handler may be told. In production nothing need be. */
export interface TriggerOptions {
  /** @default - JSON lines on stdout */
  readonly log?: TriggerLog;
  /**
   * What the values of decoys are made from: any text that stays the same and isn't known outside. Without one,
   * CreateAuthChallenge fails.
   *
   * @default - the environment variable COUNTERSIGN_DECOY_SECRET, which the construct sets
   */
  readonly decoySecret?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default - the platform's */
  readonly fetch?: typeof fetch;
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Told when a challenge reads an attribute of the user that its `needs.attributes` don't declare: for tests. What it
   * throws, the challenge gets.
   *
   * @default - nobody is told, and the attribute is absent
   */
  readonly onUndeclared?: (challenge: string, attribute: string) => void;
}

const OPTIONS: Readonly<Record<keyof TriggerOptions, true>> = {
  log: true,
  decoySecret: true,
  now: true,
  fetch: true,
  environment: true,
  onUndeclared: true,
};

/** The options, complete: what surrounds a handler. */
export interface Surroundings extends Required<Omit<TriggerOptions, 'decoySecret' | 'onUndeclared'>> {
  readonly decoySecret: string | undefined;
  readonly onUndeclared: TriggerOptions['onUndeclared'];
}

/**
 * Completes the options. The global `fetch` and clock are looked up at each call, so that they can be replaced.
 *
 * @throws UnknownOptionError
 */
export function completeOptions(options: TriggerOptions = {}): Surroundings {
  assertKnownOptions("a handler's options", options, OPTIONS);
  const { environment = process.env, log = stdoutLog(), onUndeclared } = options;
  return {
    environment,
    log,
    // Read when it is needed: what a handler reads while it is loaded must be known at synth.
    get decoySecret() {
      return options.decoySecret ?? environment.COUNTERSIGN_DECOY_SECRET;
    },
    now: options.now ?? (() => Date.now()),
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    onUndeclared,
  };
}
