import type { Outbox } from '../../cognito/index.ts';
import { SEND_EMAIL_PATH, sesStandIn } from '../../cognito/index.ts';
import type { StandIn } from './stand-in.ts';

/** Stands in for Amazon SES v2: what is sent goes to the outbox, unless the functions have another SES. */
export function sesV2(outbox: Outbox): StandIn {
  const ses = sesStandIn(outbox);
  return {
    takesUnsigned: true,
    take({ service, method, url, headers, body }, elsewhere) {
      if (service.id !== 'SESV2' || url.pathname !== SEND_EMAIL_PATH || elsewhere === 'service') return undefined;
      return () => ses(new Request(url, { method, headers, ...(method === 'POST' && { body }) }));
    },
  };
}
