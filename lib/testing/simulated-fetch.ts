import type { Outbox } from '../cognito/outbox.ts';
import { SEND_EMAIL_PATH, sesStandIn } from '../cognito/ses-stand-in.ts';
import { SimulationError } from './errors.ts';

/** What a simulation can't go on with is thrown by this. */
export type Fault = (message: string) => never;

const raise: Fault = (message) => {
  throw new SimulationError(message);
};

/**
 * The `fetch` of a simulated sign-in: mail for Amazon SES goes to the outbox, whatever its host; everything else to
 * the fetch that the test gives. Nothing leaves the process by itself.
 *
 * @throws SimulationError, by `fault`, for a request to elsewhere where the test gives no fetch.
 */
export function simulatedFetch(outbox: Outbox, elsewhere?: typeof fetch, fault: Fault = raise): typeof fetch {
  const ses = sesStandIn(outbox);
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const { origin, pathname } = new URL(request.url);
    if (pathname === SEND_EMAIL_PATH) return ses(request);
    if (elsewhere) return elsewhere(request);
    return fault(`a challenge called ${request.method} ${origin}${pathname}: give simulate a fetch that answers it`);
  };
}
