import { describe, expect, test } from 'vitest';
import { callAwsJson, DYNAMODB, KMS } from '../../lib/aws/call-json.ts';
import type { AwsContext } from '../../lib/aws/send-request.ts';

/** A context whose `fetch` keeps what is sent, and answers. */
function contextOf(answer: () => Response) {
  const seen: { url: string; init: RequestInit }[] = [];
  const context: AwsContext = {
    environment: { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 10, 22, 1, 2, 3),
    fetch: (async (url: URL, init: RequestInit) => {
      seen.push({ url: url.href, init });
      return answer();
    }) as typeof fetch,
  };
  return { seen, context };
}

const call = { service: DYNAMODB, operation: 'GetItem', input: { TableName: 'a' }, limit: 800 };

describe('a call', () => {
  test.each([
    [DYNAMODB, 'GetItem', 'dynamodb', 'application/x-amz-json-1.0', 'DynamoDB_20120810.GetItem'],
    [KMS, 'GenerateMac', 'kms', 'application/x-amz-json-1.1', 'TrentService.GenerateMac'],
  ])(
    'of $title names its operation in a header, and keeps the connection',
    async (service, operation, name, type, target) => {
      const { seen, context } = contextOf(() => new Response('{"Item":{"pk":{"S":"a"}}}'));
      expect(await callAwsJson(context, { ...call, service, operation })).toEqual({ Item: { pk: { S: 'a' } } });
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({
        url: `https://${name}.eu-central-1.amazonaws.com/`,
        init: {
          method: 'POST',
          body: '{"TableName":"a"}',
          redirect: 'error',
          headers: {
            'content-type': type,
            'x-amz-target': target,
            authorization: expect.stringContaining(
              `/eu-central-1/${name}/aws4_request, SignedHeaders=host;x-amz-date, `,
            ),
          },
        },
      });
      expect(seen[0]?.init.headers).not.toHaveProperty('connection');
    },
  );

  test.each([
    'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    'com.amazon.coral.service#ConditionalCheckFailedException',
    'ConditionalCheckFailedException',
  ])('that is refused has the type that the body tells: %s', async (__type) => {
    const { context } = contextOf(() => Response.json({ __type, message: 'alice' }, { status: 400 }));
    await expect(callAwsJson(context, call)).rejects.toMatchObject({
      ...{ name: 'AwsRefusedError', status: 400, type: 'ConditionalCheckFailedException' },
      message: 'Amazon DynamoDB answered 400 ConditionalCheckFailedException',
    });
  });

  test('that is refused has the type of the header, where there is one', async () => {
    const { context } = contextOf(() =>
      Response.json(
        { __type: 'Other' },
        { status: 400, headers: { 'x-amzn-errortype': 'AccessDeniedException:http' } },
      ),
    );
    await expect(callAwsJson(context, call)).rejects.toMatchObject({ type: 'AccessDeniedException' });
  });

  test.each(['', 'no JSON', '[]', '{}', '{"__type":7}', '{"__type":"a name with blanks"}', '{"__type":"a#b#"}'])(
    'that is refused with %j has none',
    async (body) => {
      const { context } = contextOf(() => new Response(body, { status: 500 }));
      await expect(callAwsJson(context, call)).rejects.toMatchObject({ type: '', status: 500 });
    },
  );

  test.each(['', 'no JSON', '[]', 'null', '7', '"text"', '{"Item":'])(
    'whose answer is %j is a silent one: it may have been done',
    async (body) => {
      const { context } = contextOf(() => new Response(body));
      await expect(callAwsJson(context, call)).rejects.toMatchObject({
        ...{ name: 'AwsSilentError', code: 'aws-silent' },
        message: "Amazon DynamoDB broke off its answer, or gave one that can't be read",
      });
    },
  );

  test('whose answer breaks off says by what', async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.error(new TypeError('terminated')),
        }),
      );
    await expect(callAwsJson(contextOf(broken).context, call)).rejects.toMatchObject({
      code: 'aws-silent',
      cause: { message: 'terminated' },
    });
  });

  test("that can't be read never quotes what it read: KMS's answer is a key", async () => {
    const mac = Buffer.from('a key of thirty-two bytes, no less').toString('base64');
    const { context } = contextOf(() => new Response(`{"Mac":"${mac}"${mac}`));
    const error: Error = await callAwsJson(context, { ...call, service: KMS }).catch((thrown) => thrown);
    expect(`${error.message} ${error.cause}`).not.toContain(mac.slice(0, 4));
    expect(error.cause).toBeUndefined();
  });
});
