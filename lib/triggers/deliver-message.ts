import type { Context } from 'aws-lambda';
import type { Flow } from '../flow/index.ts';
import { LedgerUnavailableError } from '../ledger/errors.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import { NOTHING, type Poke } from '../ledger/live-message.ts';
import { isRecord } from '../protocol/is-record.ts';
import { tellMade } from '../protocol/made-handlers.ts';
import { timeFor, withDeadline } from './deadline.ts';
import { type Delivery, deliverMessage } from './deliver.ts';
import { RequestMalformedError } from './errors.ts';
import { type LedgerInvocation, ledgerOpener } from './open-ledger.ts';
import { completeOptions, type Surroundings, type TriggerOptions } from './options.ts';
import { report } from './report.ts';

/** Milliseconds that a message may take: its function has 30 seconds. */
const LIMIT = 25_000;

/** A Lambda handler that CreateAuthChallenge has invoked, for each message. */
export interface DeliverMessageHandler {
  (poke: Poke, context?: Context): Promise<void>;
  readonly flow: Flow;
  readonly trigger: 'DeliverMessage';
}

/**
 * The handler of the function that delivers what `create` returned as a message: it takes it from the ledger, where Create left
 * it encrypted, and calls the challenge's `deliver`. The construct makes the function where a challenge has `limits.messages`.
 *
 * Invoked twice for one message, it delivers it once. It rejects where a message certainly wasn't sent, so that Lambda tries once
 * more, and where it may have been sent, for the metric of errors: then the second try finds it taken.
 *
 * @param flow the one that the triggers are made of
 * @throws UnknownOptionError
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 * @example
 * export const handler = deliverMessageHandler(signIn);
 */
export function deliverMessageHandler(flow: Flow, options?: TriggerOptions): DeliverMessageHandler {
  const surroundings = completeOptions(options);
  const openLedger = ledgerOpener(surroundings);
  const trigger = 'DeliverMessage' as const;

  async function handle(given: Poke, context?: Context): Promise<void> {
    const poke = readPoke(given);
    // A decoy's: what follows would tell nobody anything.
    if (poke.id === NOTHING) return;
    await withDeadline(timeFor(context, LIMIT), async (signal, left) => {
      const ledger = await openLedger({ signal, left });
      if (!ledger)
        throw new LedgerUnavailableError('this deployment has no ledger (ledger: false): Create delivers itself');
      await deliverAndReport(flow, poke, { signal, left }, { surroundings, ledger, context });
    });
  }

  const handler = Object.assign(handle, { flow, trigger });
  tellMade(handler, { trigger, flow });
  return handler;
}

/** What delivers with. */
interface DeliverySurroundings {
  readonly surroundings: Surroundings;
  readonly ledger: OpenLedger;
  readonly context?: Context | undefined;
}

/**
 * Delivers a message, and logs what became of it.
 *
 * @throws LedgerUnavailableError; what `deliver` threw
 */
export async function deliverAndReport(
  flow: Flow,
  poke: Poke,
  invocation: LedgerInvocation,
  { surroundings, ledger, context }: DeliverySurroundings,
): Promise<void> {
  const begun = performance.now();
  const told = ({ entry, user, ...failure }: Delivery) =>
    report(surroundings.log, { trigger: 'DeliverMessage', request: user, context, begun, entry, ...failure });
  const delivery = await deliverMessage(flow, poke, invocation, surroundings, ledger).catch(
    (error: unknown): Delivery => ({
      entry: { decision: 'fail' },
      user: { userPoolId: '', user: { userName: '' } },
      error,
    }),
  );
  await told(delivery);
  if ('error' in delivery) throw delivery.error;
}

/** Reads what the function was invoked with. */
function readPoke(given: unknown): Poke {
  const { key, id } = isRecord(given) ? given : {};
  if (typeof key === 'string' && /^m[\w-]{43}$/.test(key) && typeof id === 'string' && id.length === NOTHING.length) {
    return { key, id };
  }
  throw new RequestMalformedError('DeliverMessage takes { key, id } of a message, as CreateAuthChallenge gives them');
}
