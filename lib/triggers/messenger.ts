import { invokeFunctionLater } from '../aws/invoke-function.ts';
import type { Flow } from '../flow/index.ts';
import { DeliveryUnavailableError } from '../ledger/errors.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import { tryPatiently } from '../ledger/patient-call.ts';
import { NOTHING, type Poke } from '../ledger/poke.ts';
import type { Invocation } from './handler.ts';
import { isLambda } from './open-ledger.ts';
import type { Surroundings } from './options.ts';

/** What has messages delivered. */
export type Messenger = (poke: Poke) => Promise<void>;

/**
 * Makes what has messages delivered: by the function that `COUNTERSIGN_DELIVER` names, which Lambda invokes when Create has
 * answered. Outside of Lambda, where it names none, they are delivered at once, in this process.
 *
 * @throws DeliveryUnavailableError if the function can't be invoked; on Lambda also where none is named
 */
export function messengerOf(
  flow: Flow,
  invocation: Invocation,
  surroundings: Surroundings,
  ledger: OpenLedger,
): Messenger {
  const { environment } = surroundings;
  const functionName = environment.COUNTERSIGN_DELIVER;
  if (functionName) {
    const context = { ...surroundings, signal: invocation.signal };
    return (event) =>
      tryPatiently((limit) => invokeFunctionLater(context, { functionName, event, limit }), invocation).catch(
        (cause) => {
          throw new DeliveryUnavailableError('the function that delivers messages can’t be invoked', { cause });
        },
      );
  }
  if (isLambda(environment)) {
    throw new DeliveryUnavailableError(
      'the function has nobody who delivers messages: CustomAuth sets COUNTERSIGN_DELIVER',
    );
  }
  return async (poke) => {
    if (poke.id === NOTHING) return;
    const [{ reportDelivery }, { deliverMessage }] = await Promise.all([
      import('./report-delivery.ts'),
      import('./deliver.ts'),
    ]);
    const { watchAttributes } = surroundings;
    const { attributes } = invocation.request.user;
    const watching: Surroundings = {
      ...surroundings,
      // A message has those that its challenge declares; who watches must see that there are others.
      watchAttributes: watchAttributes && ((name, declared) => watchAttributes(name, declared, attributes)),
    };
    const deliver = () => deliverMessage(flow, poke, invocation, watching, ledger);
    // Whether it went out changes nothing for the round.
    await reportDelivery(surroundings, undefined, deliver);
  };
}
