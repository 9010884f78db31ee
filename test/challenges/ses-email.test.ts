import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { type EmailContext, sendEmail } from '../../lib/challenges/ses-email.ts';
import { environment } from './email-setup.ts';

const email = { to: 'alice@example.com', subject: 'Grüße', text: 'Hello', html: '<p>Hello</p>' };

interface Seen {
  readonly url: string;
  readonly init: RequestInit;
}

/** A context whose `fetch` keeps what is sent and answers as told. */
function contextOf(changes: Partial<EmailContext> = {}, answer = () => new Response('{"MessageId":"1"}')) {
  const seen: Seen[] = [];
  const context: EmailContext = {
    environment,
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 10, 22, 1, 2, 3),
    fetch: (async (url: URL, init: RequestInit) => {
      seen.push({ url: url.href, init });
      return answer();
    }) as typeof fetch,
    ...changes,
  };
  return { seen, context };
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server on a free port of this machine. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const HANGS_UP = `
  const { createServer } = require('node:http');
  const { parentPort, workerData: closed } = require('node:worker_threads');
  const requests = [];
  let sockets = 0;
  const server = createServer((request, response) => {
    const { socket } = request;
    socket.number ??= ++sockets;
    requests.push({ connection: request.headers.connection, socket: socket.number });
    request.resume().on('end', () => response.end('{}', () => setTimeout(() => socket.destroy(), 20)));
  });
  server.on('connection', (socket) => socket.on('close', () => {
    Atomics.add(closed, 0, 1);
    Atomics.notify(closed, 0);
  }));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => parentPort.postMessage(requests));
`;

/** A server that drops every connection soon after it answered, in a thread of its own: ours can be frozen meanwhile. */
async function serveAndHangUp() {
  const closed = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(HANGS_UP, { eval: true, workerData: closed });
  closing.push(() => void worker.terminate());
  const [port] = await once(worker, 'message');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Stops this thread, as Lambda freezes a function, until so many connections were closed. */
    freezeUntilClosed(count: number): void {
      for (let seen = 0; seen < count; seen = Atomics.load(closed, 0)) Atomics.wait(closed, 0, seen, 5000);
    },
    async requests(): Promise<unknown> {
      worker.postMessage('requests');
      return (await once(worker, 'message'))[0];
    },
  };
}

describe('an e-mail', () => {
  test('is one signed request to SES, in UTF-8', async () => {
    const { seen, context } = contextOf();
    await sendEmail(context, email);
    expect(seen).toHaveLength(1);
    const [{ url, init }] = seen as [Seen];
    expect(url).toBe('https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails');
    expect(init).toMatchObject({ method: 'POST', redirect: 'error' });
    expect(init.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amz-date': '20261122T010203Z',
      'x-amz-security-token': 'example-token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/20261122\/eu-central-1\/ses\/aws4_request, /,
      ),
    });
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
    expect(JSON.parse(String(init.body))).toEqual({
      FromEmailAddress: 'Example <no-reply@example.com>',
      Destination: { ToAddresses: ['alice@example.com'] },
      Content: {
        Simple: { Subject: part('Grüße'), Body: { Text: part('Hello'), Html: part('<p>Hello</p>') } },
      },
    });
  });

  test('goes by the configuration set that the construct names', async () => {
    const { seen, context } = contextOf({
      environment: { ...environment, COUNTERSIGN_EMAIL_CONFIGURATION_SET: 'codes' },
    });
    await sendEmail(context, email);
    expect(JSON.parse(String(seen[0]?.init.body))).toMatchObject({ ConfigurationSetName: 'codes' });
  });

  test('has no HTML part unless there is HTML', async () => {
    const { seen, context } = contextOf();
    await sendEmail(context, { to: email.to, subject: 'a', text: 'b' });
    expect(JSON.parse(String(seen[0]?.init.body)).Content.Simple.Body).not.toHaveProperty('Html');
  });

  test.each([
    [{ AWS_REGION: 'cn-north-1' }, 'https://email.cn-north-1.amazonaws.com.cn/v2/email/outbound-emails'],
    [{ AWS_ENDPOINT_URL: 'http://localhost:1/' }, 'http://localhost:1/v2/email/outbound-emails'],
    [
      { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_SESV2: 'http://localhost:2/ses' },
      'http://localhost:2/ses/v2/email/outbound-emails',
    ],
  ])('goes where %j leads', async (changes, url) => {
    const { seen, context } = contextOf({ environment: { ...environment, ...changes } });
    await sendEmail(context, email);
    expect(seen[0]?.url).toBe(url);
  });

  test.each(['COUNTERSIGN_EMAIL_FROM', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])(
    'is not sent without %s, and the error says so',
    async (name) => {
      const { seen, context } = contextOf({ environment: { ...environment, [name]: undefined } });
      await expect(sendEmail(context, email)).rejects.toMatchObject({
        code: 'configuration',
        message: expect.stringContaining(`the environment variable ${name} is not set`),
      });
      expect(seen).toEqual([]);
    },
  );

  test('is sent without a session token where the credentials have none', async () => {
    const { seen, context } = contextOf({ environment: { ...environment, AWS_SESSION_TOKEN: undefined } });
    await sendEmail(context, email);
    expect(seen[0]?.init.headers).not.toHaveProperty('x-amz-security-token');
  });
});

describe('what SES answers says whether a mail was sent', () => {
  const failure = (cause: unknown) => Promise.reject(new TypeError('fetch failed', { cause }));
  const coded = (code: string) => Object.assign(new Error(code), { code });

  type Case = [
    what: string,
    code: 'message-not-sent' | 'message-maybe-sent',
    answer: () => Response | Promise<Response>,
  ];
  test.each<Case>([
    ...[400, 403, 404, 413, 429].map(
      (status) => [`status ${status}`, 'message-not-sent', () => new Response('{}', { status })] as Case,
    ),
    ...[500, 502, 503, 504].map(
      (status) => [`status ${status}`, 'message-maybe-sent', () => new Response('{}', { status })] as Case,
    ),
    ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].map(
      (code) => [code, 'message-not-sent', () => failure(coded(code))] as Case,
    ),
    ...['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'EPIPE'].map(
      (code) => [code, 'message-maybe-sent', () => failure(coded(code))] as Case,
    ),
    [
      'no connection to any address',
      'message-not-sent',
      () => failure(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')])),
    ],
    [
      'a broken connection among several',
      'message-maybe-sent',
      () => failure(new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')])),
    ],
    ['no reason', 'message-maybe-sent', () => failure(undefined)],
  ])('%s: %s', async (_what, code, answer) => {
    const fetch = (async () => answer()) as typeof globalThis.fetch;
    await expect(sendEmail(contextOf({ fetch }).context, email)).rejects.toMatchObject({ code });
  });

  test('a body that breaks off after a status of success: sent', async () => {
    const broken = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) }));
    await expect(sendEmail(contextOf({}, broken).context, email)).resolves.toBeUndefined();
  });
});

describe('a refusal of SES', () => {
  const refusal = (body: string, headers: Record<string, string> = {}) =>
    contextOf({}, () => new Response(body, { status: 400, headers }));

  test('is told with its status and type, and nothing is sent again', async () => {
    const { seen, context } = refusal('{"message":"Email address is not verified."}', {
      'x-amzn-errortype': 'MessageRejected:http://internal.amazon.com/',
    });
    await expect(sendEmail(context, email)).rejects.toMatchObject({
      name: 'MessageNotSentError',
      code: 'message-not-sent',
      message: 'Amazon SES answered 400 MessageRejected',
    });
    expect(seen).toHaveLength(1);
  });

  test('without a type is told all the same', async () => {
    const { context } = refusal('<html>');
    await expect(sendEmail(context, email)).rejects.toThrow('Amazon SES answered 400 with no type');
  });

  test('that breaks off while it is read is told all the same', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('broken')) });
    const { context } = contextOf({}, () => new Response(broken, { status: 500 }));
    await expect(sendEmail(context, email)).rejects.toThrow('Amazon SES answered 500');
  });

  test('by no body at all is no failure of an accepted message', async () => {
    const { context } = contextOf({}, () => new Response(null, { status: 200 }));
    await expect(sendEmail(context, email)).resolves.toBeUndefined();
  });
});

describe('over the wire', () => {
  const real = (changes: Partial<EmailContext>) => contextOf({ fetch: globalThis.fetch, ...changes }).context;

  test('a redirect is not followed: nobody else gets the message', async () => {
    let followed = 0;
    const other = await serve((_request, response) => {
      followed++;
      response.end('{}');
    });
    const AWS_ENDPOINT_URL = await serve((_request, response) => {
      response.writeHead(307, { location: other }).end();
    });
    await expect(sendEmail(real({ environment: { ...environment, AWS_ENDPOINT_URL } }), email)).rejects.toMatchObject({
      code: 'message-maybe-sent',
    });
    expect(followed).toBe(0);
  });

  test('an SES that never answers is given up after 3.5 seconds', async () => {
    const AWS_ENDPOINT_URL = await serve(() => {});
    const begun = performance.now();
    await expect(sendEmail(real({ environment: { ...environment, AWS_ENDPOINT_URL } }), email)).rejects.toMatchObject({
      code: 'message-maybe-sent',
      cause: { name: 'TimeoutError' },
    });
    expect(performance.now() - begun).toBeGreaterThan(3_490);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  test('the deadline of the trigger ends it sooner', async () => {
    const deadline = new AbortController();
    const AWS_ENDPOINT_URL = await serve(() => deadline.abort(new Error('the deadline')));
    const context = real({ environment: { ...environment, AWS_ENDPOINT_URL }, signal: deadline.signal });
    await expect(sendEmail(context, email)).rejects.toMatchObject({
      code: 'message-maybe-sent',
      cause: { message: 'the deadline' },
    });
  });

  test('a function that was frozen until SES had closed its connections sends all the same', async () => {
    const { endpoint, freezeUntilClosed, requests } = await serveAndHangUp();
    const context = real({ environment: { ...environment, AWS_ENDPOINT_URL: endpoint } });
    for (let send = 0; send < 3; send++) {
      await sendEmail(context, email);
      freezeUntilClosed(send + 1);
    }
    // One connection a send, which SES is told not to keep.
    expect(await requests()).toEqual([
      { connection: 'close', socket: 1 },
      { connection: 'close', socket: 2 },
      { connection: 'close', socket: 3 },
    ]);
  });
});

test('a member that nobody reads is refused, and nothing is sent', async () => {
  const { seen, context } = contextOf();
  await expect(sendEmail(context, { ...email, txt: 'Hello' } as never)).rejects.toMatchObject({
    code: 'unknown-option',
    message: "sendEmail's message may have to, subject, text, html, no other, got txt",
  });
  expect(seen).toEqual([]);
});
