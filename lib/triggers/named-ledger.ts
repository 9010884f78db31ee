import type { Surroundings } from './options.ts';

/** What a deployment without a ledger has in the place of a table's name: `ledger: false` alone writes it. */
const NO_LEDGER = 'none';

/**
 * Whether the deployment has a ledger, or lacks it by mistake. Without one nothing would limit what is asked for instead of an
 * answer: how often a message goes out, and how often a challenge is begun anew.
 */
export const hasLedger = (environment: Surroundings['environment']): boolean =>
  // A table may have that name too, and has a key beside it.
  environment.COUNTERSIGN_LEDGER !== NO_LEDGER || Boolean(environment.COUNTERSIGN_LEDGER_KEY);
