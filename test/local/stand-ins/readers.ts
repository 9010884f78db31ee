import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { DYNAMODB } from '../../../lib/aws/call-json.ts';
import { openKeptStore } from '../../../lib/local/kept-store.ts';
import { startStandInsOn } from '../../../lib/local/stand-ins/stand-ins-on-store.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { jsonCall } from './json-call.ts';

/** What takes the ledger's requests. */
export interface Reader {
  readonly environment: { readonly AWS_ENDPOINT_URL_DYNAMODB: string };
  close(): Promise<void>;
}

export const TABLE = 'Ledger';

/** The local pool's own, with waits held. */
export async function startStandIn(): Promise<Reader> {
  const kept = openKeptStore('memory', () => {});
  const functions = () => [{ environment: { COUNTERSIGN_LEDGER: TABLE } }];
  const standIns = await startStandInsOn(kept, { outbox: new Outbox(), functions, budgets: true });
  const { AWS_ENDPOINT_URL: AWS_ENDPOINT_URL_DYNAMODB = '' } = standIns.environment;
  return { environment: { AWS_ENDPOINT_URL_DYNAMODB }, close: () => standIns.close().finally(kept.close) };
}

/** Somebody else's DynamoDB, with the ledger's table in it. */
export async function startDynalite(): Promise<Reader> {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  await makeTable(environment, TABLE);
  return {
    environment,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Makes a table of the ledger's kind. */
export async function makeTable(environment: Reader['environment'], TableName: string): Promise<void> {
  const call = jsonCall(environment);
  await call(DYNAMODB, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  for (;;) {
    const { Table } = await call(DYNAMODB, 'DescribeTable', { TableName });
    if ((Table as { TableStatus: string }).TableStatus === 'ACTIVE') return;
  }
}
