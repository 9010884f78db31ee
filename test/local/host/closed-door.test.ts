import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutsideCall } from '../../../lib/local/host/index.ts';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf } from './support.ts';

const CALLER = functionOf('call', { handler: 'index.call', memorySize: 512, timeout: 10 }, 'callers');

function caller(offline = false) {
  const outside: OutsideCall[] = [];
  // As the stand-ins' address: an SDK goes to a queue's own URL even so.
  const environment = { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' };
  const host = hostOf([CALLER], {
    offline,
    environment,
    onOutside: (call) => outside.push(call),
    limits: { tryMs: 10_000 },
  });
  return { outside, call: async (way: string, name: string) => answerOf(await host.call('call', { way, host: name })) };
}

/** A server on this machine that answers 200. */
async function startServer(): Promise<string> {
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return String((server.address() as AddressInfo).port);
}

const noStandIn = (host: string) => ({
  name: 'NoStandIn',
  code: 'NoStandIn',
  message: expect.stringMatching(
    new RegExp(
      `^The local pool has no stand-in for ${host.replaceAll('.', '\\.')}; nothing left this machine\\. .*--env AWS_`,
    ),
  ),
});

describe('a handler that calls AWS', () => {
  it('gets told that nothing left this machine, whichever way it calls', async () => {
    const { call, outside } = caller();
    const host = 'sns.us-east-1.amazonaws.com';
    const ways = ['fetch', 'https', 'http', 'http2', 'net', 'netByOptions', 'tls'];
    const asking = ['lookup', 'namedLookup', 'promisedLookup', 'resolve', 'promisedResolve', 'resolver'];
    for (const way of [...ways, ...asking]) expect([way, await call(way, host)]).toEqual([way, noStandIn(host)]);
    expect(outside).toEqual([{ functionName: 'call', host, refused: true }]);
  });

  it('by an SDK without an endpoint, or by a queue’s URL, gets told at once, without another attempt', async () => {
    const { call } = caller();
    expect(await call('sdk', '')).toMatchObject({ ...noStandIn('s3.eu-west-1.amazonaws.com'), attempts: 1 });
    const queue = 'sqs.eu-west-1.amazonaws.com';
    expect(await call('sdkOfQueue', queue)).toMatchObject({ ...noStandIn(queue), attempts: 1 });
  });

  it('for the credentials of an instance or container gets told too', async () => {
    const { call } = caller();
    for (const address of ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254']) {
      expect(await call('net', address)).toEqual(noStandIn(address));
    }
    expect(await call('fetchPlain', '169.254.169.254')).toEqual(noStandIn('169.254.169.254'));
  });
});

describe('a handler that calls somebody else', () => {
  it('reaches them, and the host is told once', async () => {
    const { call, outside } = caller();
    const port = await startServer();
    for (let round = 0; round < 3; round++) {
      expect(await call('httpByOwnLookup', `mail.example.com:${port}`)).toEqual({ answered: 200 });
    }
    expect(outside).toEqual([{ functionName: 'call', host: 'mail.example.com', refused: false }]);
  });

  it('offline doesn’t, by name or by address', async () => {
    const { call, outside } = caller(true);
    const port = await startServer();
    const refused = (host: string) => ({
      ...{ name: 'NoStandIn', code: 'NoStandIn' },
      message: `The local pool is offline: ${host} isn't this machine, and nothing left it. Without --offline it may be called.`,
    });
    expect(await call('httpByOwnLookup', `mail.example.com:${port}`)).toEqual(refused('mail.example.com'));
    expect(await call('fetch', 'mail.example.com')).toEqual(refused('mail.example.com'));
    expect(await call('lookup', 'mail.example.com')).toEqual(refused('mail.example.com'));
    expect(await call('net', '192.0.2.1')).toEqual(refused('192.0.2.1'));
    expect(outside.map(({ host }) => host)).toEqual(['mail.example.com', '192.0.2.1']);
    expect(outside.every(({ refused }) => refused)).toBe(true);
  });

  it.each([false, true])('reaches this machine, offline: %s, and nobody is told', async (offline) => {
    const { call, outside } = caller(offline);
    const port = await startServer();
    for (const host of ['localhost', '127.0.0.1']) {
      expect(await call('fetchPlain', `${host}:${port}`)).toEqual({ answered: 200 });
      expect(await call('http', `${host}:${port}`)).toEqual({ answered: 200 });
    }
    expect(await call('httpByOwnLookup', `app.localhost:${port}`)).toEqual({ answered: 200 });
    expect(await call('promisedLookup', 'localhost')).toHaveProperty('answered');
    expect(outside).toEqual([]);
  });
});
