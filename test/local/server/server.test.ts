import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AddressError, PortInUseError, startLocalPool } from '../../../lib/local/index.ts';
import { ARNS, exampleApp } from '../support/example-app.ts';
import { inProcessHost } from '../support/in-process-host.ts';
import { call, rawRequest } from '../support/raw-request.ts';
import { begin, signInByCode } from '../support/sign-in.ts';
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
    expect(local.trace.since(0)).toHaveLength(1);
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
    await vi.waitFor(() => expect(local.trace.since(0)).toContainEqual(expect.objectContaining({ kind: 'call' })));
    expect((await call(local.port, 'InitiateAuth', '{}')).status).toBe(400);
    expect(faults).toEqual([]);
  });

  it('traces each call with its status, and names no operation that there is not', async () => {
    const { local } = await startTestPool();
    const { headers } = await call(local.port, 'InitiateAuth', '{}');
    await call(local.port, 'CreateNothing', '{}');
    await call(local.port, 'ListUserPools', { MaxResults: 1 }, signed);
    const { 'x-amzn-requestid': requestId } = headers;
    expect(local.trace.since(0)).toEqual([
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

describe('an operation of the owner', () => {
  const body = { MaxResults: 1 };

  it('needs a signature, which is not checked', async () => {
    const { local } = await startTestPool();
    expect((await call(local.port, 'ListUserPools', body)).json).toEqual({
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    const other = await call(local.port, 'ListUserPools', body, { authorization: 'Bearer x' });
    expect(other.json?.__type).toBe('IncompleteSignatureException');
    expect((await call(local.port, 'ListUserPools', body, signed)).status).toBe(200);
  });

  it('is not for the pages of other sites, not even signed', async () => {
    const { local } = await startTestPool();
    for (const origin of ['https://evil.example', 'http://localhost:1', 'null']) {
      const { json } = await call(local.port, 'ListUserPools', body, { ...signed, origin });
      expect(json?.__type).toBe('ForbiddenException');
    }
    const own = await call(local.port, 'ListUserPools', body, { ...signed, origin: local.endpoint });
    expect(own.status).toBe(200);
  });
});

describe('the doors', () => {
  it('open for the names of this machine and those that were allowed', async () => {
    const { local } = await startTestPool({ allowHosts: ['pool.internal'] });
    const hosts = ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'pool.internal', `localhost:${local.port}`];
    for (const host of hosts) {
      const { status } = await rawRequest(local.port, { path: '/_local/config', headers: { host } });
      expect([host, status]).toEqual([host, 200]);
    }
  });

  it('stay shut for a name that was led here from elsewhere', async () => {
    const { local } = await startTestPool();
    for (const path of ['/', '/_local/messages', '/_local/config']) {
      for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '169.254.169.254']) {
        const { status, json } = await rawRequest(local.port, { path, headers: { host } });
        expect(status).toBe(403);
        expect(json?.message).toContain('--allow-host');
      }
    }
    const refused = await call(local.port, 'InitiateAuth', {}, { host: 'evil.example' });
    const message = 'Unknown host name: start the local pool with --allow-host "evil.example" if it is yours.';
    expect(refused.status).toBe(403);
    expect(refused.json).toEqual({ __type: 'ForbiddenException', message });
    expect(refused.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': '',
      'x-amzn-errortype': 'ForbiddenException:',
      'x-amzn-errormessage': message,
      'access-control-allow-origin': '*',
    });
    const preflight = await rawRequest(local.port, { method: 'OPTIONS', headers: { host: 'evil.example' } });
    expect(preflight.status).toBe(403);
  });

  it.each(['a b', '[0:0::1]', 'localhost/', ''])('stay shut for %j, which is no name', async (host) => {
    const { local } = await startTestPool();
    const answer = await overOneConnection(local.port, [
      `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(local.trace.since(0)).toEqual([]);
  });

  it.each(['/_local/config', '/_local/messages', '/_local/trace'])('keep %s to itself', async (path) => {
    const { local } = await startTestPool();
    const origins = [
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:3000' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of origins) {
      const { status, headers: answered } = await rawRequest(local.port, { path, headers });
      expect(status).toBe(403);
      expect(answered).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('answer on both addresses of this machine with one port', async () => {
    const { local } = await startTestPool();
    for (const hostname of ['127.0.0.1', '::1']) {
      const { status } = await rawRequest(local.port, { hostname, path: '/_local/config' });
      expect(status).toBe(200);
    }
  });

  it('say in one sentence that the port is in use', async () => {
    const { local } = await startTestPool();
    const options = { app: exampleApp(), host: inProcessHost({}), port: local.port };
    await expect(startLocalPool(options)).rejects.toThrow(PortInUseError);
    await expect(startLocalPool(options)).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${local.port} is in use: stop what listens there, or choose another one with --port (0 takes any).`,
    });
  });

  it('notice a port that is in use on one address only', async () => {
    const other = createServer().listen(0, '::1');
    await new Promise((resolve) => other.once('listening', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as { port: number };
    const options = { app: exampleApp(), host: inProcessHost({}), port };
    await expect(startLocalPool(options)).rejects.toThrow(PortInUseError);
    // And the address that was free is free again.
    other.close();
    await new Promise((resolve) => other.once('close', resolve));
    const local = await startLocalPool(options);
    await local.close();
  });

  it('open elsewhere where told to, and say so where that cannot be', async () => {
    const app = exampleApp();
    const local = await startLocalPool({ app, host: inProcessHost({}), port: 0, hostname: '127.0.0.1' });
    expect((await rawRequest(local.port, { path: '/_local/config' })).status).toBe(200);
    await local.close();
    const nowhere = startLocalPool({ app, host: inProcessHost({}), port: 0, hostname: '203.0.113.1' });
    await expect(nowhere).rejects.toThrow(AddressError);
  });
});

describe('/_local', () => {
  it('/config says what runs', async () => {
    const { local, ClientId, UserPoolId } = await startTestPool();
    const { json, headers } = await rawRequest(local.port, { path: '/_local/config' });
    expect(json).toMatchObject({
      endpoint: local.endpoint,
      region: 'eu-central-1',
      userPoolId: UserPoolId,
      issuer: `https://cognito-idp.eu-central-1.amazonaws.com/${UserPoolId}`,
      jwks: `${local.endpoint}/${UserPoolId}/.well-known/jwks.json`,
      clients: [{ clientId: ClientId, clientName: 'web' }],
      functions: [{ functionName: 'define' }, { functionName: 'create' }, { functionName: 'verify' }],
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  it('/messages lists what was sent, newest first, to whom and since when', async () => {
    const pool = await startTestPool({ seed: [{ username: 'alice@example.com' }, { username: 'bob@example.com' }] });
    await begin(pool);
    pool.clock.advance({ minutes: 1 });
    await begin(pool, 'bob@example.com');
    const list = async (query = '') =>
      JSON.parse((await rawRequest(pool.local.port, { path: `/_local/messages${query}` })).text);
    const all = await list();
    expect(all.map(({ to }: { to: string }) => to)).toEqual(['bob@example.com', 'alice@example.com']);
    expect(all[0]).toMatchObject({
      ...{ channel: 'email', code: pool.outbox.lastCode(), sentAt: pool.clock.now() },
      ...{ id: expect.any(String), subject: expect.any(String), text: expect.any(String) },
    });
    expect(await list('?to=alice@example.com')).toEqual([all[1]]);
    expect(await list(`?since=${pool.clock.now()}`)).toEqual([all[0]]);
    expect(await list('?to=&since=')).toEqual(all);
    expect((await rawRequest(pool.local.port, { path: '/_local/messages?since=noon' })).status).toBe(400);
  });

  it('/trace streams what happened and what happens, and ends with the pool', async () => {
    const pool = await startTestPool();
    await begin(pool);
    const response = await fetch(`${pool.local.endpoint}/_local/trace`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    const readUntil = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended before ${wanted}`);
        text += new TextDecoder().decode(value);
      }
    };
    await readUntil('"operation":"InitiateAuth"');
    await signInByCode(pool);
    await readUntil('"operation":"RespondToAuthChallenge"');
    const since = await fetch(`${pool.local.endpoint}/_local/trace`, { headers: { 'last-event-id': '5' } });
    const first = await (since.body as ReadableStream<Uint8Array>).getReader().read();
    expect(new TextDecoder().decode(first.value)).toMatch(/id: 6\n/);
    await pool.local.close();
    while (!(await reader.read()).done);
  });
});

describe('the keys', () => {
  it('are two a pool, public parts only, for every origin', async () => {
    const { local, UserPoolId } = await startTestPool();
    const { json, headers } = await rawRequest(local.port, {
      path: `/${UserPoolId}/.well-known/jwks.json`,
      headers: { origin: 'https://app.example' },
    });
    const keys = json?.keys as Record<string, string>[];
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      expect(key).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig' });
    }
    expect(keys[0]?.kid).not.toBe(keys[1]?.kid);
  });
});

describe('the page', () => {
  it('shows the ids, how to sign in, and the messages, as text', async () => {
    const pool = await startTestPool();
    await begin(pool);
    pool.outbox.add({ channel: 'sms', to: '+12065550134', text: '<script>alert("x")</script> & 1234' });
    const { status, text, headers } = await rawRequest(pool.local.port, {});
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/html');
    expect(text).toContain(pool.UserPoolId);
    expect(text).toContain(pool.ClientId);
    expect(text).toContain('npx countersign sign-in alice@example.com');
    expect(text).toContain(pool.outbox.lastCode('alice@example.com'));
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; 1234');
    expect(text).not.toContain('<script');
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; .*frame-ancestors 'none'$/);
  });

  it('says what to expect before anything was sent, or where there is no pool', async () => {
    const { local } = await startTestPool({ seed: [] });
    expect((await rawRequest(local.port, {})).text).toContain('Nothing was sent yet.');
    local.update({ region: 'eu-central-1', accountId: '1', functions: [], pools: [] });
    expect((await rawRequest(local.port, {})).text).toContain('The app declares no user pool.');
  });

  it('moves from an address to the name, which passkeys need', async () => {
    const { local } = await startTestPool();
    for (const host of ['127.0.0.1', '[::1]']) {
      const { status, headers } = await rawRequest(local.port, { headers: { host: `${host}:${local.port}` } });
      expect(status).toBe(307);
      expect(headers.location).toBe(`http://localhost:${local.port}/`);
    }
  });
});
