import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { invokeFunctionLater } from '../../../lib/aws/invoke-function.ts';
import { eventInvocations } from '../../../lib/local/event-invocations.ts';
import type { HostInvocation } from '../../../lib/local/host/index.ts';
import { startStandIns } from '../../../lib/local/stand-ins/start-stand-ins.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { functionOf } from '../host/function-of.ts';
import { hostOf } from '../host/support.ts';
import { rawRequest } from '../support/raw-request.ts';
import { SIGNER } from './json-call.ts';

const NAME = 'Countersign-DeliverMessage-1A2B';
const ARN = `arn:aws:lambda:eu-central-1:123456789012:function:${NAME}`;
const authorization =
  'AWS4-HMAC-SHA256 Credential=local/20260504/eu-central-1/lambda/aws4_request, SignedHeaders=host, Signature=00';

/** What runs in the place of a function that is waited for. */
type Run = (payload: string) => HostInvocation;

async function start(
  environment: Readonly<Record<string, string>> = {},
  known: readonly string[] = [NAME, ARN],
  run: Run = () => ({ kind: 'answered', payload: undefined, tries: [] }),
) {
  const begun: (readonly [string, string])[] = [];
  const has = (functionName: string): boolean => known.includes(functionName);
  const events = {
    has,
    begin(functionName: string, payload: string) {
      if (has(functionName)) begun.push([functionName, payload]);
      return has(functionName);
    },
    invoke: (functionName: string, payload: string) => (has(functionName) ? Promise.resolve(run(payload)) : undefined),
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
  const client = new LambdaClient({
    ...{ region: 'eu-central-1', endpoint: url, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(() => client.destroy());
  /** As AWS's own client invokes it. */
  const invoke = async (input: Omit<InvokeCommandInput, 'FunctionName'> = {}) => {
    const answered = await client.send(new InvokeCommand({ FunctionName: NAME, ...input }));
    return { ...answered, text: Buffer.from(answered.Payload ?? []).toString() };
  };
  return { begun, url, raw, invoke };
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
    ['of a name that is badly encoded', '%E0%A4%A', {}, '{}', 404, 'ResourceNotFoundException'],
    ['of another version', `${NAME}:7`, {}, '{}', 404, 'ResourceNotFoundException'],
    ['of another type', NAME, { 'x-amz-invocation-type': 'Later' }, '{}', 400, 'InvalidParameterValueException'],
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

describe('an invocation whose answer is waited for', () => {
  it('gives what the function answered, as it came', async () => {
    const { invoke } = await start({}, [NAME], (payload) => ({ kind: 'answered', payload: `[${payload}]`, tries: [] }));
    const answered = await invoke({ Payload: '{"a":1}', LogType: 'Tail' });
    expect(answered).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST', text: '[{"a":1}]' });
    expect([answered.FunctionError, answered.LogResult]).toEqual([undefined, undefined]);
  });

  it('gives null where it returned nothing, and an empty event where none was given', async () => {
    const payloads: string[] = [];
    const { invoke } = await start({}, [NAME], (payload) => {
      payloads.push(payload);
      return { kind: 'answered', payload: undefined, tries: [] };
    });
    expect((await invoke()).text).toBe('null');
    expect(payloads).toEqual(['{}']);
  });

  it('tells how the function failed, which is no failure of the call', async () => {
    const { invoke } = await start({}, [NAME], () => ({
      ...{ kind: 'failed', errorType: 'TypeError', errorMessage: 'no such thing', tries: [] },
    }));
    const { StatusCode, FunctionError, text } = await invoke();
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(text)).toEqual({ errorType: 'TypeError', errorMessage: 'no such thing', trace: [] });
  });

  it('takes events and answers of 6 MB, and no larger ones', async () => {
    const most = 6 * 1024 * 1024;
    const textOf = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));
    const { invoke } = await start({}, [NAME], (payload) => ({
      ...{ kind: 'answered', payload: payload === '{}' ? textOf(most + 101) : payload, tries: [] },
    }));
    expect((await invoke({ Payload: textOf(most) })).text).toHaveLength(most);
    await expect(invoke({ Payload: textOf(most + 1) })).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    const { FunctionError, text } = await invoke();
    expect([FunctionError, JSON.parse(text).errorType]).toEqual(['Unhandled', 'Function.ResponseSizeTooLarge']);
  });

  it('runs nothing where it is only tried', async () => {
    const { invoke, begun } = await start({}, [NAME], () => {
      throw new Error('It ran.');
    });
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(begun).toEqual([]);
  });
});

test("a function of the app runs in a process of its own, and one that can't run here says why", async () => {
  const refusal = 'It is written in Python, which does not run here';
  const functions = [functionOf('echo'), { ...functionOf('other'), refusal }];
  const events = eventInvocations({ functions: () => functions, host: () => host, onTry: () => {} });
  const standIns = await startStandIns({ outbox: new Outbox(), functions: () => functions, events });
  const host = hostOf(functions, { environment: standIns.environment });
  const client = new LambdaClient({
    ...{ region: 'eu-west-1', endpoint: standIns.environment.AWS_ENDPOINT_URL as string, maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(async () => {
    client.destroy();
    await standIns.close();
  });
  const answerOf = async (FunctionName: string) => {
    const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName, Payload: '{"a":1}' }));
    return [FunctionError, JSON.parse(Buffer.from(Payload ?? []).toString())];
  };
  expect(await answerOf('echo')).toEqual([undefined, { a: 1 }]);
  const [error, { errorMessage }] = await answerOf('other');
  expect([error, errorMessage]).toEqual(['Unhandled', expect.stringContaining(refusal)]);
});
