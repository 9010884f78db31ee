import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AddressError, PortInUseError, startLocalPool } from '../../../lib/local/index.ts';
import { exampleApp } from '../support/example-app.ts';
import { inProcessHost } from '../support/in-process-host.ts';
import { call, rawRequest } from '../support/raw-request.ts';
import { startTestPool } from '../support/start-pool.ts';

const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/cognito-idp/aws4_request' };

/** Writes texts to one connection, as they are, and gives what came back until it was closed. */
async function overOneConnection(port: number, texts: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  for (const text of texts) socket.write(text);
  return Buffer.concat(await socket.toArray()).toString();
}

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
    expect(local.trace.since()).toEqual([]);
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
