import { isAwsHost } from '../aws-host.ts';
import { refuse, StandInRefusal } from './refusal.ts';
import type { ServiceCall } from './service-call.ts';

/** Headers that belong to one connection, or that `fetch` makes itself. */
const OF_THE_CONNECTION = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
];

/**
 * Forwards a call to where the user's functions are to find its service, as it came but for its host. Its signature was made
 * for this server's, and by no credentials: what checks one refuses it. An address of AWS is refused here.
 */
export async function forward(call: ServiceCall, endpoint: string): Promise<Response> {
  const { service, method, url, body, signal } = call;
  const to = `${endpoint.replace(/\/+$/, '')}${url.pathname}${url.search}`;
  if (!URL.canParse(to) || isAwsHost(new URL(to).hostname)) {
    const message =
      `The functions' AWS_ENDPOINT_URL_${service.id} leads to AWS; nothing left this machine. ` +
      `Give one of this machine: --env AWS_ENDPOINT_URL_${service.id}=http://127.0.0.1:PORT`;
    return refuse(call, new StandInRefusal('NoStandIn', message));
  }
  const headers = new Headers(call.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  // As it comes, it is handed on: checksums are of the bytes on the wire.
  headers.set('accept-encoding', 'identity');
  try {
    const answer = await fetch(to, {
      ...{ method, headers, signal, redirect: 'manual' },
      ...(method !== 'GET' && method !== 'HEAD' && { body }),
    });
    const answered = new Headers(answer.headers);
    for (const name of OF_THE_CONNECTION) answered.delete(name);
    const answeredBody = await answer.arrayBuffer();
    return new Response(answeredBody.byteLength === 0 ? null : answeredBody, {
      status: answer.status,
      headers: answered,
    });
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer';
    const message = `What the functions' AWS_ENDPOINT_URL_${service.id} leads to can't be reached: ${why}`;
    return refuse(call, new StandInRefusal('ServiceUnavailable', message, 503));
  }
}
