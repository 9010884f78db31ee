import { openKeptStore } from '../kept-store.ts';
import type { StandIns, StandInsOptions } from './stand-ins.ts';
import { startStandInsOn } from './stand-ins-on-store.ts';

/**
 * Starts the stand-ins on a port of their own, for this machine only: Amazon SES, Amazon SNS and SMS, whose messages go to the
 * outbox; DynamoDB, for the ledger's table alone; KMS; Cognito, by the local pool (`pool`); Lambda, for the app's own functions (`events`). What the ledger remembers is
 * forgotten at the end.
 *
 * @example
 * const standIns = await startStandIns({ outbox, functions: () => app.functions });
 * const host = startFunctionHost({ functions: app.functions, environment: standIns.environment });
 */
export async function startStandIns(options: StandInsOptions): Promise<StandIns> {
  const kept = openKeptStore('memory', () => {});
  try {
    const { environment, close } = await startStandInsOn(kept, options);
    return { environment, close: () => close().finally(kept.close) };
  } catch (error) {
    kept.close();
    throw error;
  }
}
