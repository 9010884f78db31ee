import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { rawRequest } from '../support/raw-request.ts';

const start = async () => {
  const outbox = new Outbox();
  const standIns = await startStandIns({ outbox });
  onTestFinished(standIns.close);
  return { outbox, port: Number(new URL(standIns.environment.AWS_ENDPOINT_URL as string).port) };
};
const path = '/v2/email/outbound-emails';
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/ses/aws4_request, SignedHeaders=host, Signature=00';
const email = JSON.stringify({
  FromEmailAddress: 'no-reply@example.com',
  Destination: { ToAddresses: ['alice@example.com'] },
  Content: { Simple: { Subject: { Data: 'Sign in' }, Body: { Text: { Data: 'Your code is 123456.' } } } },
});

describe('the stand-in for Amazon SES', () => {
  it('puts what is sent into the outbox', async () => {
    const { outbox, port } = await start();
    const headers = { host: `127.0.0.1:${port}`, authorization, 'content-type': 'application/json' };
    const { status, json } = await rawRequest(port, { path, headers, body: email });
    expect(status).toBe(200);
    expect(json).toEqual({ MessageId: outbox.last()?.id });
    expect(outbox.lastCode('alice@example.com')).toBe('123456');
  });

  it('takes nothing unsigned, nothing by another name, and nothing else', async () => {
    const { outbox, port } = await start();
    const host = `127.0.0.1:${port}`;
    expect((await rawRequest(port, { path, headers: { host }, body: email })).status).toBe(403);
    const rebound = await rawRequest(port, { path, headers: { host: 'evil.example', authorization }, body: email });
    expect(rebound.status).toBe(403);
    const other = await rawRequest(port, { path: '/v2/email/identities', headers: { host, authorization } });
    expect([other.status, other.headers['x-amzn-errortype']]).toEqual([400, 'NoStandIn']);
    const unmarked = await rawRequest(port, { path: '/', headers: { host } });
    expect([unmarked.status, unmarked.json?.__type]).toEqual([404, 'UnknownOperationException']);
    expect(outbox.list()).toEqual([]);
  });

  it('says nothing of a function that goes away while it sends', async () => {
    const { outbox, port } = await start();
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => printed.mockRestore());
    const socket = connect(port, '127.0.0.1');
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\n`;
    socket.write(`${head}content-length: 100\r\n\r\n{"FromEmail`);
    await once(socket, 'connect');
    socket.destroy();
    const headers = { host: `127.0.0.1:${port}`, authorization };
    expect((await rawRequest(port, { path, headers, body: email })).status).toBe(200);
    expect(outbox.list()).toHaveLength(1);
    expect(printed).not.toHaveBeenCalled();
  });
});
