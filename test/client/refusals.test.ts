import { describe, expect, test } from 'vitest';
import { call } from '../../lib/client/call.ts';
import { AuthError, type PendingStep, ResponseError, ServiceError, startSignIn } from '../../lib/client/index.ts';
import { challenge, type Reply, refusal, scriptCognito, tokens } from './support/scripted-cognito.ts';

const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const emailOtp = { USERNAME: 'user-1', challenge: 'emailOtp' };
const answering = (reply: object, init?: ResponseInit) => async () => Response.json(reply, init);
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: Error) => error,
  );

describe('what the server asks to wait', () => {
  test.each<[string, string | undefined, number | undefined]>([
    ['in seconds', '7', 7],
    ['by a date, which is not read', 'Thu, 01 Jan 2026 00:01:30 GMT', undefined],
    ['in words', 'soon', undefined],
    ['not at all', undefined, undefined],
  ])('%s', async (_how, header, retryAfter) => {
    const headers = header === undefined ? {} : { 'retry-after': header };
    const busy = { __type: 'TooManyRequestsException', message: 'Rate exceeded' };
    const byService = answering(busy, { status: 429, headers });
    const byProxy = async () => new Response('<html>', { status: 503, headers });

    const told = await failureOf(call({ ...config, fetch: byService }, 'GetUser', {}));
    expect(told).toBeInstanceOf(ServiceError);
    expect(told).toMatchObject({ status: 429, retryAfter });
    const other = await failureOf(call({ ...config, fetch: byProxy }, 'GetUser', {}));
    expect(other).toBeInstanceOf(ResponseError);
    expect(other).toMatchObject({ status: 503, retryAfter });
  });
});

test('a fetch of one’s own whose answers have no headers ends in a ResponseError too', async () => {
  const bare = async () => ({ ok: false, status: 500, text: async () => 'down' }) as Response;

  expect(await failureOf(call({ ...config, fetch: bare }, 'GetUser', {}))).toBeInstanceOf(ResponseError);
});

describe('a step', () => {
  async function stepWith(...script: readonly Reply[]) {
    const { endpoint, received } = await scriptCognito(challenge('session-1', emailOtp), ...script);
    const step = (await startSignIn({ ...config, endpoint }, { username: ' alice@example.com\n' })) as PendingStep;
    return { step, received };
  }

  test('may be answered again after Cognito failed, and says so where Cognito took the session even so', async () => {
    const { received, step } = await stepWith(
      { status: 500, json: { __type: 'InternalErrorException', message: 'oops' } },
      refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
    );

    expect(await failureOf(step.answer('1'))).toMatchObject({ code: 'InternalErrorException', status: 500 });
    expect(await failureOf(step.answer('1'))).toMatchObject({ name: 'SessionError', reason: 'used' });
    expect(await failureOf(step.answer('1'))).toMatchObject({ code: 'stale-step' });
    expect(received).toHaveLength(3);
  });

  const circular: Record<string, unknown> = {};
  circular.itself = circular;
  test.each([
    ['a circle', circular],
    ['a BigInt', { n: 1n }],
  ])('takes no answer that JSON can not write, %s, and another one after it', async (_what, answer) => {
    const { received, step } = await stepWith(tokens());

    const error = await failureOf(step.answer(answer as unknown as string));

    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: 'configuration', cause: expect.any(TypeError) });
    expect(received).toHaveLength(1);
    expect((await step.answer('1')).name).toBe('signedIn');
  });

  test('goes by the name without the blanks around it', async () => {
    const { received } = await stepWith();

    expect(received[0]?.body.AuthParameters).toEqual({ USERNAME: 'alice@example.com' });
  });
});
