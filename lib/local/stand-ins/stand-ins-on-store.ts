import { Hono } from 'hono';
import { SEND_EMAIL_PATH, sesStandIn } from '../../cognito/index.ts';
import { StorageError } from '../errors.ts';
import type { KeptStore } from '../kept-store.ts';
import { nameOf } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { type NodeEnv, ownHostOnly } from '../server/own-host.ts';
import { jsonServices } from './json-services.ts';
import { INVOKE_PATH, lambdaInvoke } from './lambda-invoke.ts';
import type { StandIns, StandInsOptions } from './stand-ins.ts';

const NO_EVENTS = { begin: () => false };
const NO_APP = { region: 'us-east-1', accountId: '123456789012' };
const ADDRESS = '127.0.0.1';

const answer = (status: number, code: string, message: string): Response =>
  new Response(JSON.stringify({ __type: code, message }), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  });

/** Starts the stand-ins on a store that others use too. It is closed by who opened it, after the stand-ins. */
export async function startStandInsOn(kept: KeptStore, options: StandInsOptions): Promise<StandIns> {
  const {
    outbox,
    functions = () => [],
    events = NO_EVENTS,
    resources = () => NO_APP,
    budgets = false,
    now = Date.now,
  } = options;
  const ses = sesStandIn(outbox);
  const services = jsonServices({ functions, resources, kept, budgets, now });
  const invoke = lambdaInvoke({ functions, events });
  const app = new Hono<NodeEnv>();
  // No page of another site gets here by a name of its own that leads to this machine.
  const isOwnHost = (host = ''): boolean => nameOf(host) === ADDRESS;
  app.use(ownHostOnly(isOwnHost, () => answer(403, 'ForbiddenException', 'Unknown host name.')));
  app.all(SEND_EMAIL_PATH, ({ req }) => ses(req.raw));
  app.post(INVOKE_PATH, ({ req }) => invoke(req.raw, req.param('functionName')));
  app.post('/', ({ req }, next) => services(req.raw) ?? next());
  app.notFound(({ req: { method, path } }) =>
    answer(404, 'UnknownOperationException', `No stand-in takes ${method} ${path}.`),
  );
  app.onError((error) => {
    // A function that ends while it sends is no fault of ours, and nothing that it sent belongs on a terminal.
    if (error instanceof StorageError) console.error(error.message);
    return answer(500, 'InternalFailure', 'Something went wrong.');
  });
  const { port, close } = await listen(app, { port: 0, hostname: ADDRESS });
  const url = `http://${ADDRESS}:${port}`;
  return {
    environment: {
      AWS_ENDPOINT_URL_SESV2: url,
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ENDPOINT_URL_KMS: url,
      AWS_ENDPOINT_URL_LAMBDA: url,
    },
    close,
  };
}
