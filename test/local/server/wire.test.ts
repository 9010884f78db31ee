import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { endings } from '../support/endings.ts';
import { ARNS, exampleApp } from '../support/example-app.ts';
import { call, rawRequest } from '../support/raw-request.ts';
import { startTestPool } from '../support/start-pool.ts';

const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/cognito-idp/aws4_request' };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The first lines of a call, for which the body is written by hand. */
const wireHead = (operation: string): string =>
  `POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AWSCognitoIdentityProviderService.${operation}\r\n`;

/** Writes texts to one connection, as they are, and gives what came back until it was closed. */
async function overOneConnection(port: number, texts: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  for (const text of texts) socket.write(text);
  return Buffer.concat(await socket.toArray()).toString();
}

describe('the wire protocol', () => {
  it('answers as Cognito does', async () => {
    const { local, ClientId } = await startTestPool();
    const body = { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME: 'alice@example.com' } };
    const { status, headers, json } = await call(local.port, 'InitiateAuth', body);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(UUID),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
    });
    expect(Object.keys(json ?? {})).toEqual(['ChallengeName', 'Session', 'ChallengeParameters']);
  });

  it('tells errors in the body and in headers, for every origin', async () => {
    const { local } = await startTestPool();
    const body = { AuthFlow: 'CUSTOM_AUTH', ClientId: 'nobody' };
    const { status, headers, json } = await call(local.port, 'InitiateAuth', body, { origin: 'https://app.example' });
    const message = 'User pool client nobody does not exist.';
    expect(status).toBe(400);
    expect(json).toEqual({ __type: 'ResourceNotFoundException', message });
    expect(headers).toMatchObject({
      'x-amzn-errortype': 'ResourceNotFoundException:',
      'x-amzn-errormessage': message,
      'access-control-allow-origin': '*',
    });
  });

  it.each<[string, string, string, string]>([
    ['an unknown operation', 'CreateNothing', '{}', 'UnknownOperationException'],
    ['a name of the prototype', 'constructor', '{}', 'UnknownOperationException'],
    ['broken JSON', 'InitiateAuth', '{"AuthFlow":', 'SerializationException'],
    ['JSON that is no object', 'InitiateAuth', '["CUSTOM_AUTH"]', 'SerializationException'],
    ['a member of another type', 'InitiateAuth', '{"AuthFlow":7}', 'SerializationException'],
    ['no body', 'InitiateAuth', '', 'InvalidParameterException'],
  ])('refuses %s', async (_, operation, body, type) => {
    const { local, faults } = await startTestPool();
    const { status, json, headers } = await call(local.port, operation, body);
    expect({ status, type: json?.__type }).toEqual({ status: 400, type });
    expect(json?.message).toEqual(expect.stringMatching(/./));
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(faults).toEqual([]);
  });

  it('refuses a request without a target, or with that of another service', async () => {
    const { local } = await startTestPool();
    for (const headers of [{}, { 'x-amz-target': 'DynamoDB_20120810.PutItem' }, { 'x-amz-target': 'InitiateAuth' }]) {
      const { json } = await rawRequest(local.port, { headers, body: '{}' });
      expect(json?.__type).toBe('UnknownOperationException');
    }
  });

  it('refuses a body of more than 1 MB, and goes on', async () => {
    const { local } = await startTestPool();
    const { status, json, headers } = await call(local.port, 'InitiateAuth', ' '.repeat(1024 * 1024 + 1));
    expect(status).toBe(413);
    expect(json?.__type).toBe('RequestEntityTooLargeException');
    expect(headers['access-control-allow-origin']).toBe('*');
    await expect(call(local.port, 'InitiateAuth', Buffer.alloc(17 * 1024 * 1024).toString())).rejects.toThrow();
    expect((await call(local.port, 'InitiateAuth', '{}')).status).toBe(400);
  });

  it('refuses a body of more than 1 MB that comes in chunks and says no length', async () => {
    const { local } = await startTestPool();
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const answer = await overOneConnection(local.port, [
      `${wireHead('InitiateAuth')}transfer-encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 17 }, () => chunk),
      '0\r\n\r\n',
      // The connection is still good.
      `${wireHead('InitiateAuth')}content-length: 2\r\nconnection: close\r\n\r\n{}`,
    ]);
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 400']);
    expect(answer).toContain('"message":"The request is larger than 1 MB."');
  });

  it('takes a body of just 1 MB', async () => {
    const { local } = await startTestPool();
    const { json } = await call(local.port, 'InitiateAuth', '{}'.padEnd(1024 * 1024));
    expect(json?.__type).toBe('InvalidParameterException');
  });

  it('forgets a request whose client goes away before its end', async () => {
    const { local, faults } = await startTestPool();
    const socket = connect(local.port, '127.0.0.1');
    socket.write(`${wireHead('InitiateAuth')}content-length: 100\r\n\r\n{"AuthFlow":`);
    await once(socket, 'connect');
    socket.destroy();
    expect((await call(local.port, 'InitiateAuth', '{}')).status).toBe(400);
    expect(faults).toEqual([]);
    expect(endings(local.trace)).toHaveLength(1);
  });

  it('ends what a client began that goes away before the answer', async () => {
    const answered = Promise.withResolvers<void>();
    const invoked = Promise.withResolvers<void>();
    const { local, ClientId, faults } = await startTestPool({
      functions: {
        [ARNS.define]: async () => {
          invoked.resolve();
          await answered.promise;
          throw new Error('too late');
        },
      },
    });
    const body = JSON.stringify({
      ...{ AuthFlow: 'CUSTOM_AUTH', ClientId },
      AuthParameters: { USERNAME: 'alice@example.com' },
    });
    const socket = connect(local.port, '127.0.0.1');
    socket.write(`${wireHead('InitiateAuth')}content-length: ${body.length}\r\n\r\n${body}`);
    await invoked.promise;
    socket.destroy();
    answered.resolve();
    await vi.waitFor(() => expect(endings(local.trace)).toContainEqual(expect.objectContaining({ kind: 'call' })));
    expect((await call(local.port, 'InitiateAuth', '{}')).status).toBe(400);
    expect(faults).toEqual([]);
  });

  it('traces each call with its status, and names no operation that there is not', async () => {
    const { local } = await startTestPool();
    const { headers } = await call(local.port, 'InitiateAuth', '{}');
    await call(local.port, 'CreateNothing', '{}');
    await call(local.port, 'ListUserPools', { MaxResults: 1 }, signed);
    const { 'x-amzn-requestid': requestId } = headers;
    expect(endings(local.trace)).toEqual([
      expect.objectContaining({ requestId, operation: 'InitiateAuth', status: 400, errorType: expect.any(String) }),
      expect.objectContaining({ operation: 'unknown', status: 400, errorType: 'UnknownOperationException' }),
      expect.not.objectContaining({ errorType: expect.anything() }),
    ]);
  });

  it('is spoken at / alone, whatever the query', async () => {
    const { local } = await startTestPool();
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' };
    const queried = await rawRequest(local.port, { path: '/?x=1', headers, body: '{}' });
    expect(queried.json?.__type).toBe('InvalidParameterException');
    const elsewhere = await rawRequest(local.port, { path: '/other', headers, body: '{}' });
    expect(elsewhere.status).toBe(404);
    expect(elsewhere.json).toEqual({ __type: 'ResourceNotFoundException', message: 'There is nothing at /other.' });
    expect(elsewhere.headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-type': 'application/json' });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('refuses %s with a JSON error', async (method) => {
    const { local } = await startTestPool();
    const { status, json, headers } = await rawRequest(local.port, { method, body: '{}' });
    expect(status).toBe(405);
    expect(json?.message).toBe('The API takes POST only.');
    expect(headers).toMatchObject({ allow: 'GET, POST, OPTIONS', 'access-control-allow-origin': '*' });
  });

  it('answers 404 elsewhere, without a stack trace', async () => {
    const { local } = await startTestPool();
    for (const path of ['/nowhere', '/eu-central-1_NOBODY/.well-known/jwks.json', '/../etc/passwd']) {
      const { status, json } = await rawRequest(local.port, { path });
      expect(status).toBe(404);
      expect(Object.keys(json ?? {})).toEqual(['__type', 'message']);
    }
  });

  it('answers what is no HTTP, and closes', async () => {
    const { local } = await startTestPool();
    const answer = await overOneConnection(local.port, ['nonsense\r\n\r\n']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('SerializationException');
  });

  it('answers a preflight with whatever headers are asked for, for two days', async () => {
    const { local } = await startTestPool();
    const asked =
      'amz-sdk-invocation-id,amz-sdk-request,cache-control,content-type,x-amz-target,x-amz-user-agent,authorization,x-amz-date';
    const { status, headers } = await rawRequest(local.port, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': asked,
      },
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': asked,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-max-age': '172800',
    });
  });

  it('answers a preflight that asks for nothing, at whatever path, with what a client sends', async () => {
    const { local } = await startTestPool();
    for (const path of ['/', '/_local/config', '/nowhere']) {
      const { status, headers, text } = await rawRequest(local.port, { method: 'OPTIONS', path });
      expect({ status, text, length: headers['content-length'] }).toEqual({ status: 200, text: '', length: '0' });
      expect(headers['access-control-allow-headers']).toBe('content-type,x-amz-target');
    }
  });

  it('turns a fault of its own into an InternalErrorException', async () => {
    const { local, ClientId, faults } = await startTestPool({ functions: { gone: () => undefined } });
    local.update({
      ...exampleApp(),
      functions: exampleApp().functions.map((made) => ({ ...made })),
      pools: exampleApp().pools.map((pool) => ({ ...pool, schema: undefined as never })),
    });
    const body = { ClientId, Username: 'bob@example.com', Password: 'Correct-Horse-9' };
    const { status, json } = await call(local.port, 'SignUp', body);
    expect(status).toBe(500);
    expect(json).toEqual({ __type: 'InternalErrorException', message: 'Something went wrong.' });
    expect(faults).toHaveLength(1);
  });
});
