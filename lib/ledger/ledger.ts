import type { LedgerKeys } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

/** How much time an invocation has for the ledger, and what time it is. */
export interface LedgerTime {
  readonly signal: AbortSignal;
  /** Milliseconds until the invocation must have answered. */
  readonly left: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The ledger, as one invocation uses it. */
export interface OpenLedger {
  readonly keys: LedgerKeys;
  readonly store: LedgerStore;
}

/** Remembers, from one sign-in to the next, what was guessed and used up. */
export interface Ledger {
  /** @throws LedgerUnavailableError */
  open(time: LedgerTime): Promise<OpenLedger>;
}
