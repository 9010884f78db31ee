import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LocalTable } from '../../../lib/local/model.ts';
import { appTables } from '../../../lib/local/stand-ins/app-tables.ts';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { temporaryFolder } from '../store/support.ts';

/** This repository, which has dynalite. */
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** As CloudFormation has a table: with what CreateTable doesn't take. */
const tableOf = (tableName: string, more: object = {}): LocalTable => ({
  tableName,
  tableArn: `arn:aws:dynamodb:eu-central-1:123456789012:table/${tableName}`,
  properties: {
    ...{ TableName: tableName, BillingMode: 'PROVISIONED', Tags: [], DeletionProtectionEnabled: true },
    ProvisionedThroughput: { ReadCapacityUnits: '5', WriteCapacityUnits: '5' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    ...more,
  },
});
const EMPLOYEES = tableOf('employees', {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'team', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      ...{ IndexName: 'byTeam', KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }] },
      ...{ Projection: { ProjectionType: 'ALL' }, ContributorInsightsSpecification: { Enabled: true } },
    },
  ],
});

interface Options {
  readonly directory?: string;
  readonly folder?: string;
  readonly tables?: () => readonly LocalTable[];
}

/** The stand-ins with such tables, and AWS's own client as functions have it. */
async function start({ directory = PROJECT, folder, tables = () => [EMPLOYEES] }: Options = {}) {
  const own = appTables({ directory, folder, tables });
  const standIns = await startStandIns({
    ...{ outbox: new Outbox(), tables: own },
    functions: () => [{ environment: { COUNTERSIGN_LEDGER: 'Ledger' } }],
  });
  const client = new DynamoDBClient({
    ...{ region: 'eu-central-1', endpoint: standIns.environment.AWS_ENDPOINT_URL as string, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let closed: Promise<void> | undefined;
  const end = async () => {
    client.destroy();
    await standIns.close();
    await own.close();
  };
  const close = () => {
    closed ??= end();
    return closed;
  };
  onTestFinished(close);
  return { client, close, own };
}

const alice = { pk: { S: 'alice' }, team: { S: 'a' } };
const put = (TableName = 'employees') => new PutItemCommand({ TableName, Item: alice });
const get = (TableName = 'employees') => new GetItemCommand({ TableName, Key: { pk: { S: 'alice' } } });

describe("the app's own tables", () => {
  it('are made when one is first called, with their indexes', async () => {
    const { client } = await start();
    await client.send(put());
    expect((await client.send(get())).Item).toEqual(alice);
    const query = { IndexName: 'byTeam', KeyConditionExpression: 'team = :team' };
    const values = { ':team': { S: 'a' } };
    const found = await client.send(
      new QueryCommand({ TableName: 'employees', ...query, ExpressionAttributeValues: values }),
    );
    expect(found.Items).toEqual([alice]);
  });

  it('are made once, however many calls come at once', async () => {
    const { client } = await start({ tables: () => [EMPLOYEES, tableOf('teams')] });
    await Promise.all(Array.from({ length: 10 }, (_, index) => client.send(put(index % 2 ? 'employees' : 'teams'))));
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['employees', 'teams']);
  });

  it('are made when the app has come to have more', async () => {
    const tables = [EMPLOYEES];
    const { client } = await start({ tables: () => tables });
    await client.send(put());
    await expect(client.send(get('teams'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    tables.push(tableOf('teams'));
    await client.send(put('teams'));
    expect((await client.send(get('teams'))).Item).toEqual(alice);
    expect((await client.send(get())).Item).toEqual(alice);
  });

  it('keep their items from one run to the next in a folder, and nowhere without one', async () => {
    const folder = join(temporaryFolder(), 'dynalite');
    const first = await start({ folder });
    await first.client.send(put());
    await first.close();
    expect(existsSync(folder)).toBe(true);
    const second = await start({ folder });
    expect((await second.client.send(get())).Item).toEqual(alice);
    const third = await start();
    expect((await third.client.send(get())).Item).toBeUndefined();
  });

  it("never get the ledger's requests", async () => {
    const { client } = await start({ tables: () => [tableOf('Ledger')] });
    await expect(client.send(put('Ledger'))).rejects.toMatchObject({
      ...{ name: 'ValidationException', message: expect.stringContaining("Countersign makes of its ledger's table") },
    });
  });

  it('may be made by the functions themselves', async () => {
    const { client } = await start({ tables: () => [] });
    const { AttributeDefinitions, KeySchema } = tableOf('own').properties;
    const keys = { AttributeDefinitions, KeySchema } as Pick<CreateTableCommand['input'], 'KeySchema'>;
    await client.send(new CreateTableCommand({ TableName: 'own', BillingMode: 'PAY_PER_REQUEST', ...keys } as never));
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['own']);
  });

  it('are gone when the pool ends', async () => {
    const { client, close, own } = await start();
    await client.send(put());
    const { port } = new URL((await own.endpoint()) as string);
    await close();
    const refused = new Promise((resolve) => connect(Number(port), '127.0.0.1').once('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('what dynalite does not take', () => {
  it.each([
    [
      'TransactWriteItems',
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'employees', Item: alice } }] }),
    ],
    [
      'UpdateTimeToLive',
      new UpdateTimeToLiveCommand({
        ...{ TableName: 'employees', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
      }),
    ],
  ])('is said of %s, and what to do', async (operation, command) => {
    const { client } = await start();
    await expect(client.send(command as never)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message:
        `dynalite, which has the app's own tables here, takes no ${operation}. ` +
        'Give the functions a DynamoDB that does: --dynamodb http://127.0.0.1:PORT',
    });
  });

  it('comes through as it is otherwise', async () => {
    const { client } = await start();
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    await client.send(put());
    await expect(
      client.send(new PutItemCommand({ TableName: 'employees', Item: alice, ...condition })),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});

/** A project with a dynalite of these words. */
function projectWith(source: string): string {
  const folder = temporaryFolder();
  const place = join(folder, 'node_modules', 'dynalite');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{ "name": "dynalite", "main": "index.js" }');
  writeFileSync(join(place, 'index.js'), source);
  return folder;
}

describe('where there is none to have them', () => {
  it('says both ways, and takes the one that comes while the pool runs', async () => {
    const directory = temporaryFolder();
    const { client } = await start({ directory });
    await expect(client.send(get())).rejects.toMatchObject({
      ...{
        name: 'NoStandIn',
        message: expect.stringMatching(/--dynamodb URL, or install dynalite: npm i -D dynalite$/),
      },
    });
    const place = join(directory, 'node_modules', 'dynalite');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{ "name": "dynalite", "main": "index.js" }');
    writeFileSync(
      join(place, 'index.js'),
      `module.exports = require(${JSON.stringify(join(PROJECT, 'node_modules/dynalite'))});`,
    );
    expect((await client.send(get())).Item).toBeUndefined();
  });

  it('says why one could not be started, or did not make a table', async () => {
    const broken = await start({ directory: projectWith("throw new Error('no native addon');") });
    await expect(broken.client.send(get())).rejects.toMatchObject({
      ...{ name: 'NoStandIn', message: expect.stringContaining('(no native addon)') },
    });
    const { client } = await start({ tables: () => [tableOf('bad', { KeySchema: [] })] });
    await expect(client.send(get())).rejects.toMatchObject({
      ...{ name: 'NoStandIn', message: expect.stringContaining("dynalite doesn't make the table bad") },
    });
  });
});
