import type { StringMap } from '../flow/index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { assertKnownOptions } from '../protocol/known-options.ts';
import { stdoutLog, type TriggerLog } from './logger.ts';

/** What a handler may be told. In production nothing need be. */
export interface TriggerOptions {
  /** @default - JSON lines on stdout */
  readonly log?: TriggerLog;
  /**
   * What the values of decoys are made from: any text that stays the same and isn't known outside.
   *
   * @default - the ledger's key; without a ledger the environment variable COUNTERSIGN_DECOY_SECRET, which the construct sets
   */
  readonly decoySecret?: string;
  /**
   * Remembers wrong answers, and what was used up, from one sign-in to the next.
   *
   * @default - the one that the construct made: COUNTERSIGN_LEDGER and COUNTERSIGN_LEDGER_KEY. Outside of Lambda, where they
   * aren't set, one in memory
   */
  readonly ledger?: Ledger;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default - the platform's */
  readonly fetch?: typeof fetch;
  /** @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * For tests that watch what a challenge reads: gets the attributes of the user that its `needs.attributes` declare, and all
   * there are; gives what the challenge gets.
   *
   * @default - a challenge gets those that it declares
   */
  readonly watchAttributes?: (challenge: string, declared: StringMap, all: StringMap) => StringMap;
  /**
   * For tests: told of errors that are logged and end no invocation, as they were: what `deliver` threw, and what `create`
   * returned as `error`.
   *
   * @default - nobody is told
   */
  readonly watchErrors?: (error: unknown) => void;
}

const OPTIONS: Readonly<Record<keyof TriggerOptions, true>> = {
  log: true,
  decoySecret: true,
  ledger: true,
  now: true,
  fetch: true,
  environment: true,
  watchAttributes: true,
  watchErrors: true,
};

/** The options, complete: what surrounds a handler. */
export interface Surroundings
  extends Required<Omit<TriggerOptions, 'decoySecret' | 'ledger' | 'watchAttributes' | 'watchErrors'>> {
  readonly decoySecret: string | undefined;
  readonly ledger: Ledger | undefined;
  readonly watchAttributes: TriggerOptions['watchAttributes'];
  readonly watchErrors: TriggerOptions['watchErrors'];
}

/**
 * Completes the options. The global `fetch` and clock are looked up at each call, so that they can be replaced.
 *
 * @throws UnknownOptionError
 */
export function completeOptions(options: TriggerOptions = {}): Surroundings {
  assertKnownOptions("a handler's options", options, OPTIONS);
  const { environment = process.env, log = stdoutLog(), watchAttributes, watchErrors } = options;
  return {
    environment,
    log,
    decoySecret: options.decoySecret,
    ledger: options.ledger,
    now: options.now ?? (() => Date.now()),
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    watchAttributes,
    watchErrors,
  };
}
