import { expect, test } from 'vitest';
import {
  ResponseError,
  ServiceError,
  SessionError,
  StaleStepError,
  type Step,
  startSignIn,
  UnsupportedChallengeError,
} from '../../lib/client/index.ts';
import { secretHash } from '../../lib/protocol/index.ts';
import { challenge, type Reply, refusal, scriptCognito, tokens } from './support/scripted-cognito.ts';

const userPoolId = 'eu-central-1_AbCdEf123';

async function start(first: Reply, ...more: readonly Reply[]) {
  const server = await scriptCognito(first, ...more);
  const config = { userPoolId, clientId: 'client', endpoint: server.endpoint };
  const step = await startSignIn(config, { username: 'alice@example.com' });
  return { ...server, step: pending(step) };
}

function pending(step: Step) {
  if (step.tokens) throw new Error('there are tokens already');
  return step;
}

const emailOtp = { USERNAME: 'user-1', challenge: 'emailOtp', deliveredTo: 'a***@e***' };

test('begins with the name that was typed, as Cognito wants it on the wire', async () => {
  const { received, step } = await start(challenge('session-1', emailOtp));

  expect(received[0]).toMatchObject({
    operation: 'InitiateAuth',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-cache' },
    body: { AuthFlow: 'CUSTOM_AUTH', ClientId: 'client', AuthParameters: { USERNAME: 'alice@example.com' } },
  });
  expect(step).toMatchObject({ name: 'emailOtp', parameters: { deliveredTo: 'a***@e***' } });
  expect(step.parameters).toEqual({ deliveredTo: 'a***@e***' });
  expect(step.attemptsLeft).toBeUndefined();
});

test('answers with the newest session and the name that Cognito returned, and keeps it where a later answer lacks it', async () => {
  const { received, step } = await start(
    challenge('session-1', emailOtp),
    challenge('session-2', { challenge: 'totp' }),
    tokens(),
  );

  const second = pending(await step.answer('111'));
  const last = await second.answer('222');

  expect(received.map(({ body }) => body.Session)).toEqual([undefined, 'session-1', 'session-2']);
  expect(received[1]?.body.ChallengeResponses).toEqual({ USERNAME: 'user-1', ANSWER: '111' });
  expect(received[2]?.body.ChallengeResponses).toEqual({ USERNAME: 'user-1', ANSWER: '222' });
  expect(last).toMatchObject({ name: 'signedIn', tokens: { refreshToken: 'refresh-1' } });
});

test('gives tokens at once where the flow asks nothing', async () => {
  const { endpoint } = await scriptCognito(tokens());

  const step = await startSignIn({ userPoolId, clientId: 'client', endpoint }, { username: 'alice' });

  expect(step.name).toBe('signedIn');
});

test('a wrong answer comes back as the same step, with what is left and why', async () => {
  const { step } = await start(
    challenge('session-1', emailOtp),
    challenge('session-2', { ...emailOtp, attemptsLeft: '2', retry: 'expired' }),
  );

  const again = pending(await step.answer('000000'));

  expect(again).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'expired' });
  expect(again.parameters).toEqual({ deliveredTo: 'a***@e***' });
});

test('a choice offers its options, and tells what was picked to the triggers that never see an answer', async () => {
  const { received, step } = await start(
    challenge('session-1', { challenge: 'choose', options: '["emailOtp","passkey"]' }),
    challenge('session-2', emailOtp),
  );

  expect(step.parameters).toEqual({ options: ['emailOtp', 'passkey'] });
  await step.answer('emailOtp', { clientMetadata: { language: 'de', choice: 'passkey' } });

  expect(received[1]?.body).toMatchObject({
    ChallengeResponses: { ANSWER: 'emailOtp' },
    ClientMetadata: { language: 'de', choice: 'emailOtp' },
  });
});

test('sends texts as they are and anything else as JSON', async () => {
  const { received, step } = await start(challenge('session-1', emailOtp), challenge('session-2', emailOtp), tokens());

  const second = pending(await step.answer('"quoted"'));
  await second.answer({ id: 'credential' } as unknown as string);

  expect(received.slice(1).map(({ body }) => (body.ChallengeResponses as Record<string, string>).ANSWER)).toEqual([
    '"quoted"',
    '{"id":"credential"}',
  ]);
});

test('hashes the secret with the name that goes along in the same request', async () => {
  const { endpoint, received } = await scriptCognito(challenge('session-1', emailOtp), tokens());
  const config = { userPoolId, clientId: 'client', clientSecret: 'hush', endpoint };

  await pending(await startSignIn(config, { username: 'alice@example.com' })).answer('1');

  expect(received[0]?.body.AuthParameters).toEqual({
    USERNAME: 'alice@example.com',
    SECRET_HASH: await secretHash('alice@example.com', 'client', 'hush'),
  });
  expect(received[1]?.body.ChallengeResponses).toEqual({
    USERNAME: 'user-1',
    SECRET_HASH: await secretHash('user-1', 'client', 'hush'),
    ANSWER: '1',
  });
  expect(JSON.stringify(received)).not.toContain('hush');
});

test('a challenge without a name of ours has the generic one', async () => {
  const { step } = await start(challenge('session-1', { USERNAME: 'user-1', contact: 'x' }));

  expect(step).toMatchObject({ name: 'CUSTOM_CHALLENGE', parameters: { contact: 'x' } });
});

test('refuses to answer a step twice, also at once, and sends nothing', async () => {
  const { received, step } = await start(challenge('session-1', emailOtp), challenge('session-2', emailOtp));

  const outcomes = await Promise.allSettled([step.answer('1'), step.answer('1')]);

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(step.answer('1')).rejects.toBeInstanceOf(StaleStepError);
  expect(received).toHaveLength(2);
});

test.each<[string, Reply]>([
  ['the connection broke', 'reset'],
  ['a proxy answered', { text: '<html>Bad Gateway</html>', status: 502 }],
  ['Cognito has too much to do', refusal('TooManyRequestsException', 'Rate exceeded')],
])('may answer the same step again where %s', async (_why, reply) => {
  const { received, step } = await start(challenge('session-1', emailOtp), reply, tokens());

  await expect(step.answer('1')).rejects.toThrow();
  expect((await step.answer('1')).name).toBe('signedIn');

  expect(received.map(({ body }) => body.Session)).toEqual([undefined, 'session-1', 'session-1']);
});

test('an abort rejects with its reason, and the step may be answered again', async () => {
  const { nextRequest, step } = await start(challenge('session-1', emailOtp), 'hang', tokens());
  const controller = new AbortController();

  const answering = step.answer('1', { signal: controller.signal });
  await nextRequest();
  controller.abort(new Error('the user left'));

  await expect(answering).rejects.toThrow('the user left');
  expect((await step.answer('1')).name).toBe('signedIn');
});

test('an aborted signal sends nothing', async () => {
  const { endpoint, received } = await scriptCognito();
  const signal = AbortSignal.abort();

  const starting = startSignIn({ userPoolId, clientId: 'client', endpoint }, { username: 'alice' }, { signal });

  await expect(starting).rejects.toHaveProperty('name', 'AbortError');
  expect(received).toEqual([]);
});

test.each([
  ['Invalid session for the user, session is expired.', 'expired'],
  ['Invalid session for the user, session can only be used once.', 'used'],
  ['Invalid session for the user.', 'invalid'],
  ['Invalid session provided for the user.', 'invalid'],
])('%s is an error of its own, and the step is over', async (message, reason) => {
  const { step } = await start(challenge('session-1', emailOtp), refusal('NotAuthorizedException', message));

  const error = await step.answer('1').catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(SessionError);
  expect(error).toMatchObject({ code: 'NotAuthorizedException', reason, message });
  await expect(step.answer('1')).rejects.toBeInstanceOf(StaleStepError);
});

test('a refused sign-in tells what Cognito tells', async () => {
  const { step } = await start(
    challenge('session-1', emailOtp),
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );

  const error = await step.answer('1').catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(ServiceError);
  expect(error).not.toBeInstanceOf(SessionError);
  expect(error).toMatchObject({
    name: 'ServiceError',
    code: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
    cause: { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' },
  });
});

test.each([
  ['the last answer that the challenge took', { attemptsLeft: '1', retry: 'wrong' }, 'attempts'],
  ['an answer with more to come', { attemptsLeft: '2', retry: 'wrong' }, undefined],
  ['the first answer', {}, undefined],
])('a refusal after %s says what the client can know of it', async (_what, told, reason) => {
  const { step } = await start(
    challenge('session-1', { ...emailOtp, ...told }),
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );

  await expect(step.answer('1')).rejects.toSatisfy((error: ServiceError) => error.reason === reason);
});

test.each([
  ['User is disabled.', undefined],
  ['Invalid session for the user, session is expired.', 'expired'],
])('a refusal for another reason is not blamed on the attempts: %s', async (message, reason) => {
  const { step } = await start(
    challenge('session-1', { ...emailOtp, attemptsLeft: '1', retry: 'wrong' }),
    refusal('NotAuthorizedException', message),
  );

  await expect(step.answer('1')).rejects.toSatisfy((error: ServiceError) => error.reason === reason);
});

test("the deadline counts from when the step was asked for, by what the round says before the client's own minutes", async () => {
  const { endpoint } = await scriptCognito(
    challenge('session-1', emailOtp),
    challenge('session-2', { ...emailOtp, sessionSeconds: '600' }),
    challenge('session-3', emailOtp),
    challenge('session-4', { ...emailOtp, sessionSeconds: '180' }),
  );
  let now = 1_000;
  const config = { userPoolId, clientId: 'client', endpoint, sessionMinutes: 5, now: () => now };

  const step = pending(await startSignIn(config, { username: 'alice' }));
  now = 61_000;
  const told = pending(await step.answer('1'));
  const silent = pending(await told.answer('2'));
  const short = pending(await silent.answer('3'));

  expect([step, told, silent, short].map(({ expiresAt }) => expiresAt)).toEqual([301_000, 661_000, 361_000, 241_000]);
  expect(told).not.toHaveProperty('sessionSeconds');
  expect(told.parameters).toEqual({ deliveredTo: 'a***@e***' });
});

test.each(['', '0', '-600', '60', '179', '901', '86400', '6e2', 'ten minutes'])(
  'a round that tells no time which Cognito lets a client have is as good as one that tells none: %j',
  async (sessionSeconds) => {
    const { endpoint } = await scriptCognito(challenge('session-1', { ...emailOtp, sessionSeconds }));
    const config = { userPoolId, clientId: 'client', endpoint, now: () => 1_000 };

    expect(pending(await startSignIn(config, { username: 'alice' })).expiresAt).toBe(181_000);
  },
);

test.each(['ADMIN_NO_SRP_AUTH', 'PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'RETINA_SCAN', 'constructor'])(
  'names the challenge of Cognito that it can not answer: %s',
  async (name) => {
    const { step } = await start(challenge('session-1', emailOtp), {
      json: { ChallengeName: name, Session: 'session-2', ChallengeParameters: {} },
    });

    const error = await step.answer('1').catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(UnsupportedChallengeError);
    expect(error).toMatchObject({ challengeName: name, code: 'unsupported-challenge' });
  },
);

test.each([{}, { ChallengeName: 'CUSTOM_CHALLENGE' }, { Session: 'session-1' }, { AuthenticationResult: {} }])(
  'refuses an answer that is neither tokens nor a challenge: %j',
  async (json) => {
    const { endpoint } = await scriptCognito({ json });

    const starting = startSignIn({ userPoolId, clientId: 'client', endpoint }, { username: 'alice' });

    await expect(starting).rejects.toBeInstanceOf(ResponseError);
  },
);
