import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DYNAMODB } from '../../../lib/aws/call-json.ts';
import { dynamoStore } from '../../../lib/ledger/dynamo-store.ts';
import type { MessageItem } from '../../../lib/ledger/message-item.ts';
import { rawRequest } from '../support/raw-request.ts';
import { jsonCall } from './json-call.ts';
import { type Reader, startDynalite, startStandIn, TABLE } from './readers.ts';

const later = Math.floor(Date.now() / 1000) + 3600;
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00';

describe.each([
  ['the stand-in', startStandIn],
  ['dynalite', startDynalite],
])("the ledger's requests, as %s reads them", (_name, start) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await start();
  });
  afterAll(() => reader.close());

  const call = (operation: string, input: object) => jsonCall(reader.environment)(DYNAMODB, operation, input);
  const store = () => dynamoStore(TABLE, call);
  const itemAt = (pk: string) => call('GetItem', { TableName: TABLE, Key: { pk: { S: pk } }, ConsistentRead: true });
  const port = () => Number(new URL(reader.environment.AWS_ENDPOINT_URL_DYNAMODB).port);
  const raw = (operation: string, body: object | string, headers: Readonly<Record<string, string>> = {}) =>
    rawRequest(port(), {
      headers: {
        host: `127.0.0.1:${port()}`,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260504T030201Z',
        authorization,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('count as many wrong answers as are free, and no more', async () => {
    const counts: boolean[] = [];
    for (let times = 0; times < 4; times++) counts.push(await store().count('gCount', { free: 3, ttl: later + times }));
    expect(counts).toEqual([true, true, true, false]);
    expect(await store().read('gCount')).toEqual({ fails: 3, until: 0 });
    expect(await itemAt('gCount')).toEqual({
      Item: { pk: { S: 'gCount' }, fails: { N: '3' }, ttl: { N: String(later + 2) } },
    });
  });

  it('count no more than are free of those that come at once', async () => {
    const counted = await Promise.all(
      Array.from({ length: 40 }, () => store().count('gAtOnce', { free: 10, ttl: later })),
    );
    expect(counted.filter(Boolean)).toHaveLength(10);
    expect(await store().read('gAtOnce')).toEqual({ fails: 10, until: 0 });
  });

  it('read nothing where there is nothing', async () => {
    expect(await itemAt('gNothing')).toEqual({});
    expect(await store().read('gNothing')).toEqual({ fails: 0, until: 0 });
  });

  it('lock where so many are known and no wait is under way, and once', async () => {
    const lock = (fails: number, until: number, now: number) =>
      store().lock('gLock', { known: { fails, until: 0 }, next: { fails: fails + 1, until }, now, ttl: later });
    expect(await lock(0, 5_000, 1_000)).toBe(false);
    await store().count('gLock', { free: 3, ttl: later });
    expect(await lock(2, 5_000, 1_000)).toBe(false);
    expect(await lock(1, 5_000, 1_000)).toBe(true);
    expect(await lock(1, 5_000, 1_000)).toBe(false);
    expect(await store().read('gLock')).toEqual({ fails: 2, until: 5_000 });
    expect(await lock(2, 9_000, 4_999)).toBe(false);
    expect(await lock(2, 9_000, 5_000)).toBe(true);
    expect(await itemAt('gLock')).toEqual({
      Item: { pk: { S: 'gLock' }, fails: { N: '3' }, until: { N: '9000' }, ttl: { N: String(later) } },
    });
  });

  it('let one of those lock that come at the end of a wait', async () => {
    await store().count('gRace', { free: 3, ttl: later });
    const next = { fails: 2, until: 5_000 };
    const locked = await Promise.all(
      Array.from({ length: 40 }, () =>
        store().lock('gRace', { known: { fails: 1, until: 0 }, next, now: 1_000, ttl: later }),
      ),
    );
    expect(locked.filter(Boolean)).toHaveLength(1);
  });

  it('keep the wait of a bucket that is counted on', async () => {
    await store().count('gKept', { free: 3, ttl: later });
    const wait = { known: { fails: 1, until: 0 }, next: { fails: 2, until: 7 }, now: 1, ttl: later };
    expect(await store().lock('gKept', wait)).toBe(true);
    expect(await store().count('gKept', { free: 3, ttl: later })).toBe(true);
    expect(await store().read('gKept')).toEqual({ fails: 3, until: 7 });
  });

  it('claim once, for one round, as often as that asks', async () => {
    expect(await store().claim('uCode', { by: 'round-1', ttl: later })).toBe(true);
    expect(await store().claim('uCode', { by: 'round-2', ttl: later })).toBe(false);
    expect(await store().claim('uCode', { by: 'round-1', ttl: later + 1 })).toBe(true);
    expect(await itemAt('uCode')).toEqual({
      Item: { pk: { S: 'uCode' }, by: { S: 'round-1' }, ttl: { N: String(later + 1) } },
    });
  });

  it('forget, once and again', async () => {
    await store().count('gReset', { free: 3, ttl: later });
    await store().reset('gReset');
    await store().reset('gReset');
    expect(await itemAt('gReset')).toEqual({});
  });

  it('spend as much as there is, and no more of those that come at once', async () => {
    const spent = await Promise.all(
      Array.from({ length: 40 }, () => store().spend('dAddress', { most: 10, ttl: later })),
    );
    expect(spent.filter(Boolean)).toHaveLength(10);
    expect(await itemAt('dAddress')).toEqual({
      Item: { pk: { S: 'dAddress' }, n: { N: '10' }, ttl: { N: String(later) } },
    });
  });

  it('count guesses of a device that is known, as many as are free, and no more of those that come at once', async () => {
    const guess = { free: 3, after: 1_000 };
    expect(await store().countKnown('gDevice', guess)).toBe(false);
    expect(await itemAt('gDevice')).toEqual({});
    await store().know('gDevice', { since: 1_000, ttl: later });
    expect(await store().countKnown('gDevice', guess)).toBe(false);
    expect(await store().countKnown('gDevice', { ...guess, after: 999 })).toBe(true);
    expect(await store().read('gDevice')).toEqual({ fails: 1, until: 0, since: 1_000 });
    await store().know('gDevice', { since: 2_000, ttl: later + 1 });
    const counted = await Promise.all(Array.from({ length: 40 }, () => store().countKnown('gDevice', guess)));
    expect(counted.filter(Boolean)).toHaveLength(3);
    expect(await itemAt('gDevice')).toEqual({
      Item: { pk: { S: 'gDevice' }, fails: { N: '3' }, since: { N: '2000' }, ttl: { N: String(later + 1) } },
    });
  });

  it('take back what was spent, and no more than that', async () => {
    for (let times = 0; times < 2; times++) await store().spend('dBack', { most: 2, ttl: later });
    expect(await store().spend('dBack', { most: 2, ttl: later })).toBe(false);
    for (let times = 0; times < 3; times++) await store().refund('dBack');
    expect(await itemAt('dBack')).toEqual({ Item: { pk: { S: 'dBack' }, n: { N: '0' }, ttl: { N: String(later) } } });
    expect(await store().spend('dBack', { most: 1, ttl: later })).toBe(true);
    await store().refund('dNothing');
    expect(await itemAt('dNothing')).toEqual({});
  });

  const message = (version: number, changes: Partial<MessageItem> = {}): MessageItem => ({
    ...{
      version,
      writer: `writer-${version}`,
      id: 'AAAAAAAAAAAAAAAA',
      sentAt: 1_000,
      expiresAt: 601_000,
      taken: false,
    },
    ...{ wholeAt: 301_000, day: 20_000, sentToday: 1, sealed: Buffer.from([0, 1, 2, 253, 254, 255]), ttl: later },
    ...changes,
  });

  it('write the first message once, of those that come at once too', async () => {
    expect(await store().readMessage('mFirst')).toBeUndefined();
    const written = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        store().writeMessage('mFirst', message(1, { writer: `writer ${index}` }), undefined),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    const writer = `writer ${written.indexOf(true)}`;
    expect(await store().readMessage('mFirst')).toEqual(message(1, { writer }));
    expect(await itemAt('mFirst')).toEqual({
      Item: {
        ...{
          pk: { S: 'mFirst' },
          v: { N: '1' },
          w: { S: writer },
          id: { S: 'AAAAAAAAAAAAAAAA' },
          sentAt: { N: '1000' },
        },
        ...{ expiresAt: { N: '601000' }, taken: { BOOL: false }, tat: { N: '301000' }, day: { N: '20000' } },
        ...{ sent: { N: '1' }, sealed: { B: 'AAEC/f7/' }, ttl: { N: String(later) } },
      },
    });
  });

  it('write the next message where nobody has written since, and never where there is none', async () => {
    expect(await store().writeMessage('mNext', message(2), 1)).toBe(false);
    expect(await store().writeMessage('mNext', message(1), undefined)).toBe(true);
    const next = message(2, { taken: true });
    const written = await Promise.all(Array.from({ length: 40 }, () => store().writeMessage('mNext', next, 1)));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await store().readMessage('mNext')).toEqual(next);
    expect(await store().writeMessage('mNext', message(3), 1)).toBe(false);
  });

  it('say that a condition does not hold as DynamoDB says it', async () => {
    await store().claim('uSaid', { by: 'round-1', ttl: later });
    const { status, json, headers } = await raw('PutItem', {
      TableName: TABLE,
      Item: { pk: { S: 'uSaid' }, by: { S: 'round-2' }, ttl: { N: String(later) } },
      ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
      ExpressionAttributeNames: { '#by': 'by' },
      ExpressionAttributeValues: { ':by': { S: 'round-2' } },
    });
    expect(status).toBe(400);
    expect(json).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(headers['content-type']).toBe('application/x-amz-json-1.0');
    expect(headers['x-amzn-requestid']).toMatch(/\w/);
  });

  const get = { TableName: TABLE, Key: { pk: { S: 'gA' } }, ConsistentRead: true };
  it.each<[string, object | string, Readonly<Record<string, string>>, string]>([
    ['unsigned', get, { authorization: '' }, 'com.amazon.coral.service#MissingAuthenticationTokenException'],
    ['no JSON', '{', {}, 'com.amazon.coral.service#SerializationException'],
    ['a key of a number', { ...get, Key: { pk: { N: '1' } } }, {}, 'com.amazon.coral.validate#ValidationException'],
    ['an empty key', { ...get, Key: { pk: { S: '' } } }, {}, 'com.amazon.coral.validate#ValidationException'],
    [
      'a key too many',
      { ...get, Key: { pk: { S: 'a' }, sk: { S: 'b' } } },
      {},
      'com.amazon.coral.validate#ValidationException',
    ],
  ])('are refused where they are %s', async (_what, body, headers, type) => {
    const { status, json } = await raw('GetItem', body, headers);
    expect([status, json?.__type]).toEqual([400, type]);
  });
});

describe("another request of the ledger's table", () => {
  it.each<[string, string, object]>([
    ['a query', 'Query', { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'gA' } } }],
    ['a scan', 'Scan', {}],
    ['an eventually consistent read', 'GetItem', { Key: { pk: { S: 'gA' } } }],
    ['an unconditional write', 'PutItem', { Item: { pk: { S: 'uA' }, by: { S: 'me' }, ttl: { N: '1' } } }],
    ['an attribute too many', 'GetItem', { Key: { pk: { S: 'gA' } }, ConsistentRead: true, ProjectionExpression: 'a' }],
    [
      'a number that is none',
      'PutItem',
      {
        Item: { pk: { S: 'uA' }, by: { S: 'me' }, ttl: { N: 'soon' } },
        ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':by': { S: 'me' } },
      },
    ],
    [
      'a message that lacks something',
      'PutItem',
      {
        Item: { pk: { S: 'mA' }, v: { N: '1' }, taken: { BOOL: true } },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    ],
    ['one by its ARN', 'Scan', { TableName: 'arn:aws:dynamodb:eu-central-1:123456789012:table/Ledger' }],
    ['one of several', 'BatchGetItem', { TableName: undefined, RequestItems: { Mine: {}, [TABLE]: {} } }],
    [
      'one in a transaction',
      'TransactWriteItems',
      { TableName: undefined, TransactItems: [{ Put: { TableName: TABLE } }] },
    ],
  ])('is refused, and says so: %s', async (_name, operation, input) => {
    const reader = await startStandIn();
    const { AWS_ENDPOINT_URL_DYNAMODB: url } = reader.environment;
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, authorization },
      body: JSON.stringify({ TableName: TABLE, ...input }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: 'com.amazon.coral.validate#ValidationException',
      message: expect.stringContaining(`This ${operation} is none of the requests that Countersign makes`),
    });
    await reader.close();
  });

  it('must be signed for DynamoDB', async () => {
    const reader = await startStandIn();
    const answer = await fetch(reader.environment.AWS_ENDPOINT_URL_DYNAMODB, {
      method: 'POST',
      headers: {
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        authorization: authorization.replace('/dynamodb/', '/ses/'),
      },
      body: JSON.stringify({ TableName: TABLE, Key: { pk: { S: 'gA' } }, ConsistentRead: true }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'com.amazon.coral.service#InvalidSignatureException' });
    await reader.close();
  });
});
