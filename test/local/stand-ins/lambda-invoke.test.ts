import { describe, expect, it, onTestFinished } from 'vitest';
import { invokeFunctionLater } from '../../../lib/aws/invoke-function.ts';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { rawRequest } from '../support/raw-request.ts';
import { SIGNER } from './json-call.ts';

const NAME = 'Countersign-DeliverMessage-1A2B';
const ARN = `arn:aws:lambda:eu-central-1:123456789012:function:${NAME}`;
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=00';

async function start(environment: Readonly<Record<string, string>> = {}, known: readonly string[] = [NAME, ARN]) {
  const begun: (readonly [string, string])[] = [];
  const events = {
    has: (functionName: string) => known.includes(functionName),
    begin(functionName: string, payload: string) {
      const isHere = events.has(functionName);
      if (isHere) begun.push([functionName, payload]);
      return isHere;
    },
  };
  const standIns = await startStandIns({ outbox: new Outbox(), functions: () => [{ environment }], events });
  onTestFinished(standIns.close);
  const { AWS_ENDPOINT_URL: url = '' } = standIns.environment;
  const port = Number(new URL(url).port);
  const raw = (name: string, headers: Readonly<Record<string, string>> = {}, body = '{}') =>
    rawRequest(port, {
      path: `/2015-03-31/functions/${name}/invocations`,
      headers: {
        host: `127.0.0.1:${port}`,
        'content-type': 'application/json',
        'x-amz-invocation-type': 'Event',
        authorization,
        ...headers,
      },
      body,
    });
  return { begun, url, raw };
}

describe("Lambda's Invoke", () => {
  it('accepts what Create asks for, and hands the event on as it came', async () => {
    const { begun, url } = await start();
    const context = {
      environment: { ...SIGNER, AWS_ENDPOINT_URL_LAMBDA: url },
      ...{ fetch, now: Date.now, signal: new AbortController().signal },
    };
    const event = { key: 'mKey', id: 'AAAAAAAAAAAAAAAA' };
    await invokeFunctionLater(context, { functionName: NAME, event, limit: 20_000 });
    expect(begun).toEqual([[NAME, JSON.stringify(event)]]);
  });

  it.each([
    ['a name', NAME, NAME],
    ['a name of the latest version', `${NAME}:$LATEST`, NAME],
    ['an account and a name', `123456789012:function:${NAME}`, NAME],
    ['an ARN', encodeURIComponent(ARN), ARN],
  ])('takes a function by %s', async (_what, given, known) => {
    const { begun, raw } = await start();
    const { status, text, headers } = await raw(given);
    expect([status, text]).toEqual([202, '']);
    expect(headers['x-amzn-requestid']).toMatch(/\w/);
    expect(begun).toEqual([[known, '{}']]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string, number, string]>([
    ['of no function of the app', 'Other', {}, '{}', 404, 'ResourceNotFoundException'],
    ['of another version', `${NAME}:7`, {}, '{}', 404, 'ResourceNotFoundException'],
    [
      'whose answer is waited for',
      NAME,
      { 'x-amz-invocation-type': 'RequestResponse' },
      '{}',
      400,
      'InvalidParameterValueException',
    ],
    ['that only tries', NAME, { 'x-amz-invocation-type': 'DryRun' }, '{}', 400, 'InvalidParameterValueException'],
    ['that is no JSON', NAME, {}, '{', 400, 'InvalidRequestContentException'],
    ['that is too large', NAME, {}, JSON.stringify('x'.repeat(1024 * 1024)), 413, 'RequestTooLargeException'],
    ['that is unsigned', NAME, { authorization: '' }, '{}', 403, 'MissingAuthenticationTokenException'],
    [
      'that is signed for another service',
      NAME,
      { authorization: authorization.replace('/lambda/', '/ses/') },
      '{}',
      403,
      'InvalidSignatureException',
    ],
  ])('refuses an invocation %s', async (_what, name, headers, body, status, type) => {
    const { begun, raw } = await start();
    const answer = await raw(name, headers, body);
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([status, type]);
    expect(answer.json).toEqual({ Type: 'User', Message: expect.stringMatching(/\w/) });
    expect(begun).toEqual([]);
  });

  it('forwards what it has not, where the functions have another Lambda', async () => {
    const elsewhere = await start({}, ['Other']);
    const here = await start({ AWS_ENDPOINT_URL_LAMBDA: elsewhere.url });
    expect((await here.raw('Other', {}, '{"a":1}')).status).toBe(202);
    expect((await here.raw(NAME)).status).toBe(202);
    expect([here.begun, elsewhere.begun]).toEqual([[[NAME, '{}']], [['Other', '{"a":1}']]]);
  });
});
