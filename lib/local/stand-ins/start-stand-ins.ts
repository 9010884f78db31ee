import { getRequestListener } from '@hono/node-server';
import { type Outbox, SEND_EMAIL_PATH, sesStandIn } from '../../cognito/index.ts';
import { listen } from '../server/listen.ts';

/** The services that functions call, on this machine. */
export interface StandIns {
  /** What functions must have in their environment to find them: AWS's own variables, so their code stays the same. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const answer = (status: number, code: string, message: string): Response =>
  new Response(JSON.stringify({ __type: code, message }), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  });

/**
 * Starts the stand-ins on a port of their own, for this machine only. Amazon SES v2 so far: its SendEmail goes to the
 * outbox.
 *
 * @example
 * const standIns = await startStandIns({ outbox });
 * const host = startFunctionHost({ functions: app.functions, environment: standIns.environment });
 */
export async function startStandIns({ outbox }: { readonly outbox: Outbox }): Promise<StandIns> {
  const ses = sesStandIn(outbox);
  const route = getRequestListener(async (request) => {
    const { hostname, pathname } = new URL(request.url);
    // No page of another site gets here by a name of its own that leads to this machine.
    if (hostname !== '127.0.0.1') return answer(403, 'ForbiddenException', 'Unknown host name.');
    if (pathname === SEND_EMAIL_PATH) return ses(request);
    return answer(404, 'UnknownOperationException', `No stand-in takes ${request.method} ${pathname}.`);
  });
  const { port, close } = await listen((request, response) => void route(request, response), {
    port: 0,
    hostname: '127.0.0.1',
  });
  return { environment: { AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}` }, close };
}
