import { Hono } from 'hono';
import { StorageError } from '../errors.ts';
import type { KeptStore } from '../kept-store.ts';
import { keyringOf } from '../kms/keyring.ts';
import { nameOf } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { type NodeEnv, ownHostOnly } from '../server/own-host.ts';
import { answerCall } from './answer-call.ts';
import { cognitoCalls } from './cognito-calls.ts';
import { kmsCalls } from './kms-calls.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { ledgerCalls } from './ledger-calls.ts';
import { parameterCalls } from './parameters.ts';
import { secretCalls } from './secrets.ts';
import { readServiceCall } from './service-call.ts';
import { sesV1 } from './ses-v1.ts';
import { sesV2 } from './ses-v2.ts';
import { smsVoice } from './sms-voice.ts';
import { snsPublish } from './sns-publish.ts';
import type { StandIn } from './stand-in.ts';
import type { AppResources, StandIns, StandInsOptions } from './stand-ins.ts';
import { tableCalls } from './table-calls.ts';
import { withoutWaits } from './without-waits.ts';

const NO_EVENTS = { has: () => false, begin: () => false, invoke: () => undefined };
const NO_TABLES = { areHad: () => false, endpoint: () => Promise.reject(new Error('there are none')) };
const NO_APP: AppResources = { region: 'us-east-1', accountId: '123456789012' };
const ADDRESS = '127.0.0.1';

const fault = (status: number, code: string, message: string): Response =>
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
    pool,
    resources = () => NO_APP,
    tables = NO_TABLES,
    budgets = false,
    now = Date.now,
    offline = false,
    onRefused = () => {},
  } = options;
  const { ledgerItems, kmsKeys } = kept.store;
  const keyring = keyringOf({ kmsKeys, app: resources });
  const mail = { outbox, templates: () => resources().emailTemplates ?? [] };
  const standIns: readonly StandIn[] = [
    ledgerCalls({ functions, items: budgets ? ledgerItems : withoutWaits(ledgerItems), now }),
    tableCalls(tables),
    kmsCalls({ keyring, functions, pools: () => resources().pools ?? [] }),
    parameterCalls({ resources, keyring }),
    secretCalls(() => resources().secrets ?? []),
    ...(pool ? [cognitoCalls(pool)] : []),
    lambdaInvoke(events),
    sesV1(mail),
    sesV2(mail),
    snsPublish(outbox),
    smsVoice(outbox),
  ];
  const answer = answerCall({ standIns, kept, functions, offline, onRefused });
  const app = new Hono<NodeEnv>();
  // No page of another site gets here by a name of its own that leads to this machine.
  const isOwnHost = (host = ''): boolean => nameOf(host) === ADDRESS;
  app.use(ownHostOnly(isOwnHost, () => fault(403, 'ForbiddenException', 'Unknown host name.')));
  app.all('*', async ({ req: { raw, method, path } }) => {
    const call = await readServiceCall(raw);
    if (call) return answer(call);
    return fault(
      404,
      'UnknownOperationException',
      `${method} ${path} is no call of AWS: nothing tells which service it asks.`,
    );
  });
  app.onError((error) => {
    // A function that ends while it sends is no fault of ours, and nothing that it sent belongs on a terminal.
    if (error instanceof StorageError) console.error(error.message);
    return fault(500, 'InternalFailure', 'Something went wrong.');
  });
  const { port, close } = await listen(app, { port: 0, hostname: ADDRESS, http2: true });
  const url = `http://${ADDRESS}:${port}`;
  return {
    environment: { AWS_ENDPOINT_URL: url },
    close,
  };
}
