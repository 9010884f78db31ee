import { Hono } from 'hono';
import { type Outbox, SEND_EMAIL_PATH, sesStandIn } from '../../cognito/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { StorageError } from '../errors.ts';
import { type KeptStore, openKeptStore } from '../kept-store.ts';
import type { LocalFunction } from '../model.ts';
import { nameOf } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { type NodeEnv, ownHostOnly } from '../server/own-host.ts';
import { jsonServices } from './json-services.ts';

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

/** What the stand-ins are started with. */
export interface StandInsOptions {
  readonly outbox: Outbox;
  /**
   * The functions that call, as they are now: their variables say which table is a ledger's, and where another service is
   * (`AWS_ENDPOINT_URL_DYNAMODB`), which all that no stand-in takes is forwarded to.
   *
   * @default - none
   */
  readonly functions?: () => readonly Pick<LocalFunction, 'environment'>[];
  /** Whether the waits after wrong answers are held. @default false */
  readonly budgets?: boolean;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Starts the stand-ins on a port of their own, for this machine only: Amazon SES v2, whose SendEmail goes to the outbox;
 * DynamoDB, for the ledger's table alone; KMS, for GenerateMac. What the ledger remembers is forgotten at the end.
 *
 * @example
 * const standIns = await startStandIns({ outbox, functions: () => app.functions });
 * const host = startFunctionHost({ functions: app.functions, environment: standIns.environment });
 */
export async function startStandIns(options: StandInsOptions): Promise<StandIns> {
  const kept = openKeptStore('memory', () => {});
  try {
    const { environment, close } = await startStandInsOn(kept, options);
    return { environment, close: () => close().finally(kept.close) };
  } catch (error) {
    kept.close();
    throw error;
  }
}

/** Starts the stand-ins on a store that others use too. It is closed by who opened it, after the stand-ins. */
export async function startStandInsOn(kept: KeptStore, options: StandInsOptions): Promise<StandIns> {
  const { outbox, functions = () => [], budgets = false, now = Date.now } = options;
  const ses = sesStandIn(outbox);
  const services = jsonServices({ functions, kept, budgets, now });
  const app = new Hono<NodeEnv>();
  // No page of another site gets here by a name of its own that leads to this machine.
  const isOwnHost = (host = ''): boolean => nameOf(host) === ADDRESS;
  app.use(ownHostOnly(isOwnHost, () => answer(403, 'ForbiddenException', 'Unknown host name.')));
  app.all(SEND_EMAIL_PATH, ({ req }) => ses(req.raw));
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
    environment: { AWS_ENDPOINT_URL_SESV2: url, AWS_ENDPOINT_URL_DYNAMODB: url, AWS_ENDPOINT_URL_KMS: url },
    close,
  };
}
