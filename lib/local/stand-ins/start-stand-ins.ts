import { Hono } from 'hono';
import { type Outbox, SEND_EMAIL_PATH, sesStandIn } from '../../cognito/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { nameOf } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { type NodeEnv, ownHostOnly } from '../server/own-host.ts';

/** The services that functions call, on this machine. */
export interface StandIns {
  /** What functions must have in their environment to find them: AWS's own variables, so their code stays the same. */
  readonly environment: TextMap;
  close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';

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
  const app = new Hono<NodeEnv>();
  // No page of another site gets here by a name of its own that leads to this machine.
  const isOwnHost = (host = ''): boolean => nameOf(host) === ADDRESS;
  app.use(ownHostOnly(isOwnHost, () => answer(403, 'ForbiddenException', 'Unknown host name.')));
  app.all(SEND_EMAIL_PATH, ({ req }) => ses(req.raw));
  app.notFound(({ req: { method, path } }) =>
    answer(404, 'UnknownOperationException', `No stand-in takes ${method} ${path}.`),
  );
  // A function that ends while it sends is no fault of ours, and nothing that it sent belongs on a terminal.
  app.onError(() => answer(500, 'InternalFailure', 'Something went wrong.'));
  const { port, close } = await listen(app, { port: 0, hostname: ADDRESS });
  return { environment: { AWS_ENDPOINT_URL_SESV2: `http://${ADDRESS}:${port}` }, close };
}
