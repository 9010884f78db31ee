import { whereIs } from '../host/bootstrap/host-whereabouts.ts';
import { StandInRefusal } from './refusal.ts';
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

/** Marks what was forwarded: an address that leads back here would have it go round without end. */
const FORWARDED = 'x-countersign-forwarded';

/**
 * Forwards a call to where the user's functions are to find its service, as it came but for its host. Its signature was made
 * for this server's, and by no credentials: what checks one refuses it. An address of AWS is refused here, and offline each that
 * isn't this machine's.
 *
 * @throws StandInRefusal
 */
export async function forward(call: ServiceCall, endpoint: string, offline = false): Promise<Response> {
  const { service, method, url, body, signal } = call;
  const to = `${endpoint.replace(/\/+$/, '')}${url.pathname}${url.search}`;
  const wrong = call.headers.has(FORWARDED) ? "back to the local pool's own stand-ins" : faultOf(to, offline);
  if (wrong !== undefined) {
    const message =
      `The functions' AWS_ENDPOINT_URL_${service.id} leads ${wrong}; nothing left this machine. ` +
      `Give one of this machine: --env AWS_ENDPOINT_URL_${service.id}=http://127.0.0.1:PORT`;
    throw new StandInRefusal('NoStandIn', message);
  }
  const headers = new Headers(call.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  headers.set(FORWARDED, '1');
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
    const message =
      `What the functions' AWS_ENDPOINT_URL_${service.id} leads to can't be reached (${why}). ` +
      `Start it, or give another address${service.id === 'DYNAMODB' ? ', by --dynamodb or --env' : ' by --env'}`;
    throw new StandInRefusal('ServiceUnavailable', message, 503);
  }
}

/** Where an address leads that is no good; undefined: it is. */
function faultOf(address: string, offline: boolean): string | undefined {
  if (!URL.canParse(address)) return 'nowhere: it is no URL';
  const where = whereIs(new URL(address).hostname.replace(/^\[|\]$/g, ''));
  if (where === 'aws') return 'to AWS';
  return offline && where !== 'here' ? 'to another machine, and the local pool is offline' : undefined;
}
