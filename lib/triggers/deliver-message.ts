import type { Context } from 'aws-lambda';
import type { Flow } from '../flow/index.ts';
import { LedgerUnavailableError } from '../ledger/errors.ts';
import { NOTHING, type Poke } from '../ledger/poke.ts';
import { isRecord } from '../protocol/is-record.ts';
import { tellMade } from '../protocol/made-handlers.ts';
import { timeFor, withDeadline } from './deadline.ts';
import { RequestMalformedError, UndeliveredError } from './errors.ts';
import { ledgerOpener } from './open-ledger.ts';
import { completeOptions, type TriggerOptions } from './options.ts';

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
 * Invoked twice for one message, it delivers it once. It rejects with an UndeliveredError where a message certainly wasn't sent, so
 * that Lambda tries once more, and where it may have been sent, for the metric of errors: then the second try finds it taken.
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

  const handle = async (given: Poke, context?: Context): Promise<void> => {
    // A decoy's: what follows would tell nobody anything.
    if (isRecord(given) && given.id === NOTHING) return;
    // Loaded here: what makes the other handlers shares this module's index, and none of this.
    const [{ deliverMessage }, { reportDelivery }] = await Promise.all([
      import('./deliver.ts'),
      import('./report-delivery.ts'),
    ]);
    const isDelivered = await reportDelivery(surroundings, context, () => {
      const poke = readPoke(given);
      return withDeadline(timeFor(context, LIMIT), async (signal, left) => {
        const ledger = await openLedger({ signal, left });
        if (!ledger) throw new LedgerUnavailableError('this deployment has no ledger: Create delivers itself');
        return deliverMessage(flow, poke, { signal, left }, surroundings, ledger);
      });
    });
    if (!isDelivered) throw new UndeliveredError('The message is not known to be delivered; the log says why');
  };

  const handler = Object.assign(handle, { flow, trigger });
  tellMade(handler, { trigger, flow });
  return handler;
}

/** Reads what the function was invoked with. */
function readPoke(given: unknown): Poke {
  const { key, id } = isRecord(given) ? given : {};
  if (typeof key === 'string' && /^m[\w-]{43}$/.test(key) && typeof id === 'string' && id.length === NOTHING.length) {
    return { key, id };
  }
  throw new RequestMalformedError('DeliverMessage takes { key, id } of a message, as CreateAuthChallenge gives them');
}
