import { type JsonService, jsonAnswer } from './json-request.ts';

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

/** Answers what no stand-in takes, without a call. */
export const noStandIn = (service: JsonService, operation: string): Response =>
  jsonAnswer(service, 400, {
    __type: 'NoStandIn',
    message:
      `The local pool has no stand-in for ${operation} of ${service.signingName}; nothing left this machine. ` +
      `Give the functions an endpoint: --env AWS_ENDPOINT_URL_${service.id}=http://127.0.0.1:PORT`,
  });

/**
 * Forwards a request to where the user's functions are to find a service, as it came but for its host. Its signature was made
 * for this server's, and by no credentials: what checks one refuses it.
 */
export async function forward(
  service: JsonService,
  request: Request,
  { body, endpoint }: { readonly body: ArrayBuffer; readonly endpoint: string },
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  // As it comes, it is handed on: checksums are of the bytes on the wire.
  headers.set('accept-encoding', 'identity');
  try {
    const { method, signal } = request;
    const url = `${endpoint.replace(/\/+$/, '')}${pathname}${search}`;
    const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const answered = new Headers(answer.headers);
    for (const name of OF_THE_CONNECTION) answered.delete(name);
    const answeredBody = await answer.arrayBuffer();
    return new Response(answeredBody.byteLength === 0 ? null : answeredBody, {
      status: answer.status,
      headers: answered,
    });
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer';
    return jsonAnswer(service, 503, {
      __type: 'ServiceUnavailable',
      message: `What the functions' AWS_ENDPOINT_URL_${service.id} leads to can't be reached: ${why}`,
    });
  }
}
