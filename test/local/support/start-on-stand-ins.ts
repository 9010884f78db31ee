import { onTestFinished } from 'vitest';
import { signIn } from '../../../lambdas/sign-in.ts';
import type { Flow } from '../../../lib/flow/index.ts';
import { type EventTry, eventInvocations } from '../../../lib/local/event-invocations.ts';
import { openKeptStore } from '../../../lib/local/kept-store.ts';
import { startPoolOn } from '../../../lib/local/pool-on-store.ts';
import { startStandInsOn } from '../../../lib/local/stand-ins/stand-ins-on-store.ts';
import type { Storage } from '../../../lib/local/store/database.ts';
import { handlersOf, type LoggedLine, logInto } from '../../../lib/testing/flow-handlers.ts';
import { Outbox, SimulatedClock } from '../../../lib/testing/index.ts';
import { type DeliverMessageHandler, deliverMessageHandler } from '../../../lib/triggers/deliver-message.ts';
import { ARNS, exampleApp, exampleClient } from './example-app.ts';
import { inProcessHost } from './in-process-host.ts';
import { environment, sdkFor } from './pool-parts.ts';

/** Where the example's functions find the ledger. */
export const LEDGER = {
  COUNTERSIGN_LEDGER: 'Ledger',
  COUNTERSIGN_LEDGER_KEY: 'arn:aws:kms:eu-central-1:123456789012:key/1',
};
export const DELIVER_ARN = ARNS.create.replace(/create$/, 'deliver');

/** What a test may change. */
export interface OnStandInsOptions {
  readonly flow?: Flow;
  readonly storage?: Storage;
  readonly clock?: SimulatedClock;
  readonly outbox?: Outbox;
  /** Milliseconds after which what failed is tried again. */
  readonly againAfterMs?: number;
  /** What runs in the place of the function that delivers messages: it is given that one's handler. */
  readonly deliver?: (handler: DeliverMessageHandler) => DeliverMessageHandler;
}

/** A pool whose handlers call the stand-ins over HTTP, Lambda's too; with a clock to move. Stopped when the test has finished. */
export async function startOnStandIns(budgets: boolean, options: OnStandInsOptions = {}) {
  const { flow = signIn, storage = 'memory', clock = new SimulatedClock(Date.parse('2026-05-04T03:02:01Z')) } = options;
  const { now } = clock;
  const { outbox = new Outbox({ now }), deliver = (handler) => handler, againAfterMs = 50 } = options;
  const kept = openKeptStore(storage, () => {});
  const app = exampleApp();
  const [example] = app.functions;
  const functions = [...app.functions, { ...example, functionName: 'deliver', functionArn: DELIVER_ARN }].map(
    (each) => ({
      ...(each as (typeof app.functions)[number]),
      environment: LEDGER,
    }),
  );
  const tries: EventTry[] = [];
  const events = eventInvocations({
    functions: () => functions,
    host: () => host,
    againAfterMs,
    onTry: (tried) => tries.push(tried),
  });
  const standIns = await startStandInsOn(kept, { outbox, functions: () => functions, events, budgets, now });
  const logged: LoggedLine[] = [];
  const surroundings = {
    ...{ now, fetch, log: logInto(logged) },
    environment: { ...environment, ...LEDGER, ...standIns.environment, COUNTERSIGN_DELIVER: 'deliver' },
  };
  const handlers = handlersOf(flow, surroundings);
  const host = inProcessHost({
    [ARNS.define]: handlers.define,
    [ARNS.create]: handlers.create,
    [ARNS.verify]: handlers.verify,
    [DELIVER_ARN]: deliver(deliverMessageHandler(flow, surroundings)),
  });
  const seed = [{ username: 'alice@example.com' }];
  const local = await startPoolOn(kept, {
    ...{ app: { ...app, functions }, host, outbox, now, port: 0, seed },
    events,
  });
  const sdk = sdkFor(local.endpoint);
  let closed: Promise<void> | undefined;
  const end = async () => {
    sdk.destroy();
    await local.close();
    events.close();
    await events.idle();
    await standIns.close();
    kept.close();
  };
  const close = () => {
    closed ??= end();
    return closed;
  };
  onTestFinished(close);
  /** The code that was mailed last, once nothing is under way. */
  const lastCode = async () => {
    await events.idle();
    return outbox.lastCode();
  };
  const { port } = local;
  return { sdk, ClientId: exampleClient().clientId, clock, outbox, port, host, events, tries, logged, lastCode, close };
}

export type OnStandIns = Awaited<ReturnType<typeof startOnStandIns>>;
