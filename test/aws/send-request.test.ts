import { describe, expect, test } from 'vitest';
import type { AwsService } from '../../lib/aws/environment.ts';
import { type AwsContext, sendAwsRequest } from '../../lib/aws/send-request.ts';

const TABLES: AwsService = {
  title: 'Amazon DynamoDB',
  id: 'DYNAMODB',
  endpointPrefix: 'dynamodb',
  signingName: 'dynamodb',
};

const environment: Readonly<Record<string, string>> = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example-token',
};

const call = { service: TABLES, path: '/', body: '{"TableName":"a"}', limit: 50 };

/** A context whose `fetch` keeps what is sent and answers as told. */
function contextOf(answer: (init: RequestInit) => Promise<Response>, changes: Readonly<Record<string, string>> = {}) {
  const seen: { url: string; init: RequestInit }[] = [];
  const context: AwsContext = {
    environment: { ...environment, ...changes },
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 10, 22, 1, 2, 3),
    fetch: (async (url: URL, init: RequestInit) => {
      seen.push({ url: url.href, init });
      return answer(init);
    }) as typeof fetch,
  };
  return { seen, context };
}

const accepted = async () => new Response('{"Item":{}}');

/** Hangs until it is given up. */
const silent = ({ signal }: RequestInit) =>
  new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

describe('a request', () => {
  test('is signed for its service, is sent once, and its answer comes back unread', async () => {
    const { seen, context } = contextOf(accepted);
    expect(await (await sendAwsRequest(context, call)).json()).toEqual({ Item: {} });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      url: 'https://dynamodb.eu-central-1.amazonaws.com/',
      init: {
        method: 'POST',
        body: call.body,
        redirect: 'error',
        headers: {
          'x-amz-security-token': 'example-token',
          authorization: expect.stringContaining(
            'Credential=AKIAEXAMPLE/20261122/eu-central-1/dynamodb/aws4_request, ',
          ),
          connection: 'close',
        },
      },
    });
  });

  test.each([
    [{ AWS_REGION: 'cn-north-1' }, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    [{ AWS_ENDPOINT_URL: 'http://localhost:1/' }, 'http://localhost:1/'],
    [
      { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:2' },
      'http://localhost:2/',
    ],
    [{ AWS_ENDPOINT_URL_SESV2: 'http://localhost:2' }, 'https://dynamodb.eu-central-1.amazonaws.com/'],
  ])('goes where %j leads', async (changes, url) => {
    const { seen, context } = contextOf(accepted, changes);
    await sendAwsRequest(context, call);
    expect(seen[0]?.url).toBe(url);
  });

  test.each(['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('is not sent without %s', async (name) => {
    const { seen, context } = contextOf(accepted, { [name]: '' });
    await expect(sendAwsRequest(context, call)).rejects.toMatchObject({
      code: 'configuration',
      message: `the environment variable ${name} is not set: Lambda sets it`,
    });
    expect(seen).toEqual([]);
  });
});

describe('silence', () => {
  test('is told apart from a refusal: what was asked may have been done', async () => {
    const { context } = contextOf(silent);
    await expect(sendAwsRequest(context, call)).rejects.toMatchObject({
      name: 'AwsSilentError',
      code: 'aws-silent',
      message: 'Amazon DynamoDB could not be reached, or did not answer in time',
      cause: { name: 'TimeoutError' },
    });
  });

  test('ends with the trigger, however long the request might take', async () => {
    const { context } = contextOf(silent);
    const ended = { ...context, signal: AbortSignal.abort(new Error('the trigger is over')) };
    const hanging = { ...ended, fetch: (async (_: URL, { signal }: RequestInit) => signal?.throwIfAborted()) as never };
    await expect(sendAwsRequest(hanging, { ...call, limit: 60_000 })).rejects.toMatchObject({
      code: 'aws-silent',
      cause: { message: 'the trigger is over' },
    });
  });
});

describe('a refusal', () => {
  const refusing = (body: string) => contextOf(async () => new Response(body, { status: 403 })).context;

  test('is told by its status and type, and nothing of its text, which names addresses', async () => {
    const { context } = contextOf(
      async () =>
        new Response('{"message":"Not verified: alice@example.com"}', {
          status: 429,
          headers: { 'x-amzn-errortype': 'ThrottlingException:' },
        }),
    );
    await expect(sendAwsRequest(context, call)).rejects.toMatchObject({
      name: 'AwsRefusedError',
      code: 'aws-refused',
      message: 'Amazon DynamoDB answered 429 ThrottlingException',
    });
  });

  test('of a wrong signature never tells the request that AWS repeats, session token included', async () => {
    const message = "The Canonical String should have been\n'POST\n/\n\nx-amz-security-token:example-token";
    const error: unknown = await sendAwsRequest(refusing(JSON.stringify({ message })), call).catch((thrown) => thrown);
    expect(error).toHaveProperty('message', 'Amazon DynamoDB answered 403 with no type');
  });

  test.each(['alice@example.com', 'a type of words', '123456', 'Code_1', ''])(
    'whose type is none is told without it: %j',
    async (type) => {
      const { context } = contextOf(
        async () => new Response('', { status: 400, headers: { 'x-amzn-errortype': type } }),
      );
      await expect(sendAwsRequest(context, call)).rejects.toThrow(/^Amazon DynamoDB answered 400 with no type$/);
    },
  );
});
