import type { Context } from 'aws-lambda';
import { type Delivery, NOBODY } from './deliver.ts';
import type { Surroundings } from './options.ts';
import { report } from './report.ts';

/** Delivers a message, and logs what became of it. False: it isn't known to be sent. */
export async function reportDelivery(
  { log, watchErrors }: Pick<Surroundings, 'log' | 'watchErrors'>,
  context: Context | undefined,
  deliver: () => Promise<Delivery>,
): Promise<boolean> {
  const begun = performance.now();
  // What isn't a promise yet may throw as well.
  const delivery = await (async () => deliver())().catch(
    (error: unknown): Delivery => ({ entry: { decision: 'fail' }, user: NOBODY, error }),
  );
  const { user, ...came } = delivery;
  if ('error' in came) watchErrors?.(came.error);
  await report(log, { trigger: 'DeliverMessage', request: user, context, begun, ...came });
  return !('error' in delivery);
}
