import { createServer } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';

const TARGET = 'Kinesis_20131202.PutRecord';
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/kinesis/aws4_request, SignedHeaders=host, Signature=00';

async function start(environment: Readonly<Record<string, string>> = {}) {
  const standIns = await startStandIns({ outbox: new Outbox(), functions: () => [{ environment }] });
  const url = standIns.environment.AWS_ENDPOINT_URL as string;
  return { url, port: Number(new URL(url).port), close: standIns.close };
}

/** A session as AWS's clients open it. */
function sessionTo(url: string): ClientHttp2Session {
  const session = connect(url);
  onTestFinished(() => session.destroy());
  return session;
}

/** One call on a session. */
async function call(session: ClientHttp2Session, more: Readonly<Record<string, string>> = {}) {
  const headers = { ':method': 'POST', ':path': '/', 'x-amz-target': TARGET, authorization, ...more };
  const stream = session.request(headers);
  const status = new Promise<number>((resolve, reject) => {
    stream.on('error', reject).on('response', (answered) => resolve(Number(answered[':status'])));
  });
  stream.end('{"StreamName":"a"}');
  let text = '';
  for await (const chunk of stream) text += chunk;
  return { status: await status, json: JSON.parse(text) as unknown };
}

describe('a call by HTTP/2, which AWS’s clients for Kinesis speak', () => {
  it('is refused by the sentence, call after call on one session', async () => {
    const { url, close } = await start();
    onTestFinished(close);
    const session = sessionTo(url);
    for (let round = 0; round < 3; round++) {
      expect(await call(session)).toEqual({
        status: 400,
        json: {
          __type: 'NoStandIn',
          message:
            'The local pool has no stand-in for PutRecord of kinesis; nothing left this machine. ' +
            'Give the functions an endpoint: --env AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:PORT',
        },
      });
    }
  });

  it('is refused where it names another host', async () => {
    const { url, close } = await start();
    onTestFinished(close);
    expect(await call(sessionTo(url), { ':authority': 'evil.example' })).toMatchObject({ status: 403 });
  });

  it('is forwarded where the functions have an endpoint', async () => {
    const bodies: string[] = [];
    const elsewhere = createServer(async (request, response) => {
      for await (const chunk of request) bodies.push(`${request.headers['x-amz-target']} ${chunk}`);
      response.end('{"ShardId":"1"}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void elsewhere.close());
    const { url, close } = await start({
      AWS_ENDPOINT_URL_KINESIS: `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`,
    });
    onTestFinished(close);
    expect(await call(sessionTo(url))).toEqual({ status: 200, json: { ShardId: '1' } });
    expect(bodies).toEqual([`${TARGET} {"StreamName":"a"}`]);
  });

  it('ends with the stand-ins: an idle session, a connection that says nothing, one that is no HTTP', async () => {
    const { url, port, close } = await start();
    const session = sessionTo(url);
    await call(session);
    const sockets = ['', 'PRI * HTTP/2.0\r\n\r\nnothing of the kind'].map((begin) => {
      const socket = connectSocket(port, '127.0.0.1').on('error', () => {});
      const ended = new Promise((resolve) => socket.on('close', resolve).resume());
      const connected = new Promise<void>((resolve) => socket.write(begin, () => resolve()));
      return { ended, connected };
    });
    await Promise.all(sockets.map(({ connected }) => connected));
    await close();
    await Promise.all(sockets.map(({ ended }) => ended));
    expect(session.destroyed || session.closed).toBe(true);
  });
});
