import type { Outbox } from '../cognito/outbox.ts';
import { SEND_EMAIL_PATH, sesStandIn } from '../cognito/ses-stand-in.ts';
import { SimulationError } from './errors.ts';

/**
 * The `fetch` of a simulated sign-in: mail for Amazon SES goes to the outbox, whatever its host; everything else to
 * the fetch that the test gives. Nothing leaves the process by itself.
 *
 * @throws SimulationError for a request to elsewhere where the test gives no fetch.
 */
export function simulatedFetch(outbox: Outbox, elsewhere?: typeof fetch): typeof fetch {
  const ses = sesStandIn(outbox);
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const { origin, pathname } = new URL(request.url);
    if (pathname === SEND_EMAIL_PATH) return ses(request);
    if (elsewhere) return elsewhere(request);
    throw new SimulationError(
      `a challenge called ${request.method} ${origin}${pathname}: give simulate a fetch that answers it`,
    );
  };
}
