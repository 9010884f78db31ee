import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DYNAMODB, KMS } from '../../../lib/aws/call-json.ts';
import { startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { rawRequest } from '../support/raw-request.ts';
import { jsonCall } from './json-call.ts';
import { makeTable, startDynalite, TABLE } from './readers.ts';

const LEDGER_KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

/** The stand-ins, as functions with these variables find them. */
async function standInsFor(variables: Readonly<Record<string, string>> = {}) {
  const environment = { COUNTERSIGN_LEDGER: TABLE, COUNTERSIGN_LEDGER_KEY: LEDGER_KEY, ...variables };
  const standIns = await startStandIns({
    outbox: new Outbox(),
    functions: () => [{ environment: {} }, { environment }],
  });
  onTestFinished(standIns.close);
  return standIns.environment;
}

const mac = { KeyId: LEDGER_KEY, MacAlgorithm: 'HMAC_SHA_256', Message: 'YQ==' };
const read = (TableName: string) => ({ TableName, Key: { pk: { S: 'gA' } }, ConsistentRead: true });

/** What takes any request, and remembers it. */
async function startElsewhere() {
  const requests: { method?: string; url?: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(418, { 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': '1' });
      response.end('{"__type":"Elsewhere","message":"Not here."}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('what no stand-in takes', () => {
  it.each([
    ['another table', DYNAMODB, 'GetItem', read('employees'), 'GetItem of dynamodb', 'DYNAMODB'],
    ['an operation without a table', DYNAMODB, 'ListTables', {}, 'ListTables of dynamodb', 'DYNAMODB'],
    [
      'other tables at once',
      DYNAMODB,
      'BatchGetItem',
      { RequestItems: { A: {} } },
      'BatchGetItem of dynamodb',
      'DYNAMODB',
    ],
    ['another operation of KMS', KMS, 'Sign', { KeyId: LEDGER_KEY }, 'Sign of kms', 'KMS'],
  ] as const)(
    'is refused where the functions have no other place for it: %s',
    async (_name, service, operation, input, named, id) => {
      const environment = await standInsFor();
      await expect(jsonCall(environment)(service, operation, input)).rejects.toMatchObject({
        status: 400,
        type: 'NoStandIn',
      });
      const url = new URL(environment.AWS_ENDPOINT_URL as string);
      const { json, headers } = await rawRequest(Number(url.port), {
        headers: { host: url.host, 'x-amz-target': `${service.targetPrefix}.${operation}` },
        body: JSON.stringify(input),
      });
      expect(json?.message).toBe(
        `The local pool has no stand-in for ${named}; nothing left this machine. ` +
          `Give the functions an endpoint: --env AWS_ENDPOINT_URL_${id}=http://127.0.0.1:PORT` +
          (id === 'DYNAMODB' ? ', by --dynamodb URL, or install dynalite: npm i -D dynalite' : ''),
      );
      expect(headers['content-type']).toBe(`application/x-amz-json-${service.jsonVersion}`);
    },
  );

  it('is forwarded where they have one: a table of the user, at dynalite; the ledger never goes there', async () => {
    const dynalite = await startDynalite();
    onTestFinished(dynalite.close);
    const call = jsonCall(await standInsFor(dynalite.environment));
    await makeTable(dynalite.environment, 'employees');
    await call(DYNAMODB, 'PutItem', { TableName: 'employees', Item: { pk: { S: 'gA' }, name: { S: 'Alice' } } });
    expect(await call(DYNAMODB, 'GetItem', read('employees'))).toEqual({
      Item: { pk: { S: 'gA' }, name: { S: 'Alice' } },
    });
    await expect(call(DYNAMODB, 'Scan', { TableName: 'missing' })).rejects.toMatchObject({
      ...{ status: 400, type: 'ResourceNotFoundException' },
    });

    const claim = {
      ...{ TableName: TABLE, Item: { pk: { S: 'uA' }, by: { S: 'me' }, ttl: { N: '99999999999' } } },
      ConditionExpression: 'attribute_not_exists(pk) OR #by = :by',
      ...{ ExpressionAttributeNames: { '#by': 'by' }, ExpressionAttributeValues: { ':by': { S: 'me' } } },
    };
    await call(DYNAMODB, 'PutItem', claim);
    // dynalite has a table of that name, too.
    expect(await jsonCall(dynalite.environment)(DYNAMODB, 'Scan', { TableName: TABLE })).toMatchObject({ Count: 0 });
  });

  it('is forwarded as it came, and so is the answer', async () => {
    const { requests, url } = await startElsewhere();
    const { AWS_ENDPOINT_URL = '' } = await standInsFor({ AWS_ENDPOINT_URL_DYNAMODB: `${url}/base/` });
    const { host, port } = new URL(AWS_ENDPOINT_URL);
    const headers = {
      ...{ 'x-amz-target': 'DynamoDB_20120810.Query', authorization: 'AWS4-HMAC-SHA256 any' },
      ...{ 'content-type': 'application/x-amz-json-1.0', 'x-amz-date': '20260504T030201Z' },
    };
    const body = '{"TableName":"employees" , "Limit":1}';
    const answer = await rawRequest(Number(port), { path: '/?a=b', headers: { host, ...headers }, body });
    expect(answer).toMatchObject({ status: 418, json: { __type: 'Elsewhere', message: 'Not here.' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.0', 'x-amz-crc32': '1' });
    expect(requests).toEqual([{ method: 'POST', url: '/base/?a=b', headers: expect.objectContaining(headers), body }]);
  });

  it('is a table that is called as where there is no ledger', async () => {
    const call = jsonCall(await standInsFor({ COUNTERSIGN_LEDGER: 'none' }));
    await expect(call(DYNAMODB, 'GetItem', read('none'))).rejects.toMatchObject({ type: 'NoStandIn' });
  });

  it('goes to the one place for all services, too', async () => {
    const { requests, url } = await startElsewhere();
    const call = jsonCall(await standInsFor({ AWS_ENDPOINT_URL: url }));
    await expect(call(DYNAMODB, 'ListTables', {})).rejects.toMatchObject({ status: 418 });
    await expect(call(KMS, 'Encrypt', {})).rejects.toMatchObject({ status: 418 });
    await expect(call(KMS, 'GenerateMac', { ...mac, KeyId: 'mine' })).rejects.toMatchObject({ status: 418 });
    expect(await call(KMS, 'GenerateMac', mac)).toMatchObject({ KeyId: LEDGER_KEY });
    expect(requests).toHaveLength(3);
  });

  it('never gets what the local pool itself encrypts by: the key of custom senders', async () => {
    const { requests, url } = await startElsewhere();
    const app = { ...{ region: 'eu-central-1', accountId: '123456789012' }, pools: [{ kmsKeyId: 'alias/codes' }] };
    const standIns = await startStandIns({
      ...{ outbox: new Outbox(), resources: () => app },
      functions: () => [{ environment: { AWS_ENDPOINT_URL_KMS: url } }],
    });
    onTestFinished(standIns.close);
    const call = jsonCall(standIns.environment);
    const { CiphertextBlob } = await call(KMS, 'Encrypt', { KeyId: 'alias/codes', Plaintext: 'YQ==' });
    // As it is told by who has no name of the key.
    expect(await call(KMS, 'Decrypt', { CiphertextBlob })).toMatchObject({ Plaintext: 'YQ==' });
    expect(requests).toEqual([]);
    await expect(call(KMS, 'Encrypt', { KeyId: 'mine', Plaintext: 'YQ==' })).rejects.toMatchObject({ status: 418 });
    await expect(call(KMS, 'Decrypt', { CiphertextBlob: 'YQ==' })).rejects.toMatchObject({ status: 418 });
  });

  it.each<[string, string, boolean, string]>([
    ['of AWS', 'https://dynamodb.eu-central-1.amazonaws.com', false, 'to AWS'],
    ['of credentials', 'http://169.254.169.254', false, 'to AWS'],
    ['that is none', 'dynamodb', false, 'nowhere: it is no URL'],
    ['of another machine, offline', 'http://database:8000', true, 'to another machine, and the local pool is offline'],
    ['of another machine by its address, offline', 'http://[2001:db8::1]', true, 'to another machine'],
  ])('isn’t forwarded to an address %s', async (_what, address, offline, where) => {
    const told: string[] = [];
    const standIns = await startStandIns({
      ...{ outbox: new Outbox(), offline, onRefused: ({ message }) => told.push(message) },
      functions: () => [{ environment: { AWS_ENDPOINT_URL_DYNAMODB: address } }],
    });
    onTestFinished(standIns.close);
    const call = jsonCall(standIns.environment)(DYNAMODB, 'ListTables', {});
    await expect(call).rejects.toMatchObject({ status: 400, type: 'NoStandIn' });
    expect(told).toEqual([expect.stringContaining(`AWS_ENDPOINT_URL_DYNAMODB leads ${where}`)]);
  });

  it('doesn’t go round where the address leads back', async () => {
    const functions = { AWS_ENDPOINT_URL_DYNAMODB: '' };
    const told: string[] = [];
    const standIns = await startStandIns({
      ...{ outbox: new Outbox(), onRefused: ({ message }) => told.push(message) },
      functions: () => [{ environment: functions }],
    });
    onTestFinished(standIns.close);
    functions.AWS_ENDPOINT_URL_DYNAMODB = standIns.environment.AWS_ENDPOINT_URL as string;
    await expect(jsonCall(standIns.environment)(DYNAMODB, 'ListTables', {})).rejects.toMatchObject({
      type: 'NoStandIn',
    });
    expect(told).toEqual([expect.stringContaining("leads back to the local pool's own stand-ins")]);
  });

  it('says that the place does not answer, and what to do', async () => {
    const standIns = await standInsFor({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    const { host, port } = new URL(standIns.AWS_ENDPOINT_URL ?? '');
    const headers = { host, 'x-amz-target': 'DynamoDB_20120810.ListTables', authorization: 'AWS4-HMAC-SHA256 any' };
    expect(await rawRequest(Number(port), { path: '/', headers, body: '{}' })).toMatchObject({
      status: 503,
      json: {
        __type: 'ServiceUnavailable',
        message: expect.stringMatching(
          /AWS_ENDPOINT_URL_DYNAMODB leads to can't be reached \(.+\)\. Start it, or give another address, by --dynamodb or --env$/,
        ),
      },
    });
  });
});

describe('the stand-in for KMS', () => {
  it('makes the same MAC of the same message by the same key, and no other', async () => {
    const call = jsonCall(await standInsFor());
    const macOf = async (changes: object = {}) => (await call(KMS, 'GenerateMac', { ...mac, ...changes })).Mac;
    const first = await macOf();
    expect(Buffer.from(String(first), 'base64')).toHaveLength(32);
    expect(await macOf()).toBe(first);
    expect(await macOf({ Message: 'Yg==' })).not.toBe(first);
    expect(await macOf({ KeyId: 'another' })).not.toBe(first);
    expect(await jsonCall(await standInsFor())(KMS, 'GenerateMac', mac)).not.toMatchObject({ Mac: first });
  });

  it.each([
    ['another algorithm', { ...mac, MacAlgorithm: 'HMAC_MD5' }],
    ['no message', { ...mac, Message: '' }],
    ['a message that is no base64', { ...mac, Message: '?' }],
    ['a message too long', { ...mac, Message: Buffer.alloc(4097).toString('base64') }],
    ['no key', { ...mac, KeyId: undefined }],
    ['a member too many', { ...mac, DryRun: true }],
  ])('refuses %s', async (_name, input) => {
    const environment = await standInsFor();
    await expect(jsonCall(environment)(KMS, 'GenerateMac', input)).rejects.toMatchObject({
      ...{ status: 400, type: 'ValidationException' },
    });
  });

  it('takes nothing unsigned, and nothing signed for another service', async () => {
    const { AWS_ENDPOINT_URL = '' } = await standInsFor();
    const send = async (authorization: string) =>
      (
        await fetch(AWS_ENDPOINT_URL, {
          ...{ method: 'POST', body: JSON.stringify(mac) },
          headers: { 'x-amz-target': 'TrentService.GenerateMac', authorization },
        })
      ).json();
    expect(await send('')).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    const scope =
      'AWS4-HMAC-SHA256 Credential=a/20260504/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    expect(await send(scope)).toMatchObject({ __type: 'InvalidSignatureException' });
  });
});
