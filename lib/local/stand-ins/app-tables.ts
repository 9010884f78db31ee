import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalTable } from '../model.ts';
import { createTableInput } from './create-table-input.ts';

/** Where the app's own tables are. */
export interface AppTables {
  /** Whether the project has what holds them. */
  areHad(): boolean;
  /**
   * The URL of a DynamoDB that has them all.
   *
   * @throws Error where it can't be started, or refuses a table
   */
  endpoint(): Promise<string>;
  close(): Promise<void>;
}

/** What they are made of. */
export interface AppTablesOptions {
  /** The user's project: where dynalite is looked for. */
  readonly directory: string;
  /** Where items are kept. Undefined: in memory. */
  readonly folder?: string | undefined;
  /** The tables that the app makes, as it is now. */
  readonly tables: () => readonly LocalTable[];
}

interface Running {
  readonly server: Server;
  readonly url: string;
  /** The names of those that are there. */
  readonly made: Set<string>;
}

type Dynalite = (options: object) => Server;

/** Starts dynalite for the app's own tables when one is first called, if the project has it. */
export function appTables({ directory, folder, tables }: AppTablesOptions): AppTables {
  let running: Promise<Running> | undefined;
  /** Tables are made one after the other, and none twice. */
  let making: Promise<unknown> = Promise.resolve();

  async function start(): Promise<Running> {
    const file = dynaliteIn(directory);
    if (file === undefined) throw new Error('it is not installed any more');
    const { default: dynalite }: { readonly default: Dynalite } = await import(pathToFileURL(file).href);
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    const server = dynalite({
      ...{ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 },
      ...(folder !== undefined && { path: folder }),
    });
    await new Promise<void>((listening, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => listening());
    });
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, made: new Set() };
  }

  async function makeTables({ url, made }: Running): Promise<void> {
    for (const table of tables()) {
      if (made.has(table.tableName)) continue;
      await createTable(url, table);
      made.add(table.tableName);
    }
  }

  return {
    areHad: () => running !== undefined || dynaliteIn(directory) !== undefined,
    async endpoint() {
      running ??= start().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      const found = await running;
      const made = making.then(() => makeTables(found));
      making = made.catch(() => {});
      await made;
      return found.url;
    },
    async close() {
      const found = await running?.catch(() => undefined);
      running = undefined;
      if (!found) return;
      await making;
      await new Promise<void>((closed) => {
        found.server.closeAllConnections();
        found.server.close(() => closed());
      });
    },
  };
}

/** The project's own dynalite. */
function dynaliteIn(directory: string): string | undefined {
  try {
    return createRequire(join(resolve(directory), 'package.json')).resolve('dynalite');
  } catch {
    return undefined;
  }
}

const TARGET = 'DynamoDB_20120810.';
/** dynalite asks for a signature, and checks none. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00';

async function call(url: string, operation: string, input: object) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGET}${operation}` },
      ...{ authorization: AUTHORIZATION, 'x-amz-date': '20260101T000000Z' },
    },
    body: JSON.stringify(input),
  });
  return { isOk: answer.ok, text: await answer.text() };
}

/** Makes a table, unless it is there. Resolves when it takes items. */
async function createTable(url: string, table: LocalTable): Promise<void> {
  const { isOk, text } = await call(url, 'CreateTable', createTableInput(table));
  if (!isOk && !text.includes('ResourceInUseException')) {
    throw new Error(`dynalite doesn't make the table ${table.tableName}: ${text}`);
  }
  for (;;) {
    const { text: described } = await call(url, 'DescribeTable', { TableName: table.tableName });
    if (!/"TableStatus":"(?:CREATING|UPDATING)"/.test(described)) return;
    await new Promise((later) => setTimeout(later, 5));
  }
}
