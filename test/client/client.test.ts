import { describe, expect, test } from 'vitest';
import {
  type AuthStorage,
  createAuthClient,
  memoryStorage,
  NetworkError,
  type PendingStep,
  ResponseError,
} from '../../lib/client/index.ts';
import { challenge, type Reply, refusal, scriptCognito, tokens } from './support/scripted-cognito.ts';

const prefix = 'CognitoIdentityServiceProvider.client';
const emailOtp = { USERNAME: 'user-1', challenge: 'emailOtp', deliveredTo: 'a***@e***' };
const number = (token: string | undefined) =>
  token && JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString()).number;

/** A storage whose content a test can look at. */
function openStorage() {
  const items = new Map<string, string>();
  const storage: AuthStorage = {
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => void items.set(key, value),
    removeItem: async (key) => void items.delete(key),
  };
  return { items, storage };
}

async function setUp(script: readonly Reply[], more: { clientSecret?: string } = {}) {
  const server = await scriptCognito(...script);
  const kept = openStorage();
  const pending = openStorage();
  const clock = { ahead: 0 };
  const config = {
    userPoolId: 'eu-central-1_AbCdEf123',
    clientId: 'client',
    endpoint: server.endpoint,
    storage: kept.storage,
    pendingStorage: pending.storage,
    now: () => Date.now() + clock.ahead,
    ...more,
  };
  const open = () => createAuthClient(config);
  return { ...server, auth: open(), open, items: kept.items, pendingItems: pending.items, clock };
}

async function signedIn(script: readonly Reply[], more?: { clientSecret?: string }) {
  const all = await setUp([tokens(), ...script], more);
  await all.auth.signIn({ username: 'alice' });
  return all;
}

const hour = 3_600_000;

describe('tokens', () => {
  test("are kept under Amplify's key names, by the name that Cognito knows", async () => {
    const { items } = await signedIn([]);

    expect([...items.keys()].sort()).toEqual([
      `${prefix}.LastAuthUser`,
      `${prefix}.user-1.accessToken`,
      `${prefix}.user-1.clockDrift`,
      `${prefix}.user-1.idToken`,
      `${prefix}.user-1.refreshToken`,
    ]);
    expect(items.get(`${prefix}.LastAuthUser`)).toBe('user-1');
  });

  test('are given from the storage while they are good', async () => {
    const { open, received } = await signedIn([]);

    expect((await open().tokens())?.refreshToken).toBe('refresh-1');
    expect(received).toHaveLength(1);
  });

  test('are undefined where nobody is signed in, or what is kept are none', async () => {
    const { auth, items } = await setUp([]);

    expect(await auth.tokens()).toBeUndefined();

    items.set(`${prefix}.LastAuthUser`, 'user-1');
    for (const name of ['accessToken', 'idToken', 'refreshToken']) items.set(`${prefix}.user-1.${name}`, 'garbage');
    expect(await auth.tokens()).toBeUndefined();
  });

  test('are refreshed half a minute before the first of both expires; the refresh token stays', async () => {
    const { auth, clock, items, received } = await setUp([
      tokens({ idExpiresIn: 1800 }),
      tokens({ number: 2, refreshToken: undefined }),
    ]);
    await auth.signIn({ username: 'alice' });

    clock.ahead = hour / 2 - 62_000;
    expect(number((await auth.tokens())?.accessToken)).toBe(1);
    expect(received).toHaveLength(1);
    clock.ahead = hour / 2 - 28_000;
    expect(number((await auth.tokens())?.accessToken)).toBe(2);

    expect(received[1]).toMatchObject({
      operation: 'GetTokensFromRefreshToken',
      body: { ClientId: 'client', RefreshToken: 'refresh-1' },
    });
    expect(received[1]?.body).not.toHaveProperty('ClientSecret');
    expect(items.get(`${prefix}.user-1.refreshToken`)).toBe('refresh-1');
  });

  test('are given at once while they are good for half a minute, and refreshed behind from a minute on', async () => {
    const { auth, clock, nextRequest } = await signedIn(['hang', tokens({ number: 2 })]);

    clock.ahead = hour - 58_000;
    const arrived = nextRequest();
    expect(number((await auth.tokens())?.accessToken)).toBe(1);
    await arrived;
    // Nobody who comes later waits for it either.
    expect(number((await auth.tokens())?.accessToken)).toBe(1);
  });

  test('that are refreshed behind fail unheard, and are refreshed again', async () => {
    const { auth, clock, received } = await signedIn(['reset', tokens({ number: 2 })]);

    clock.ahead = hour - 58_000;
    expect(number((await auth.tokens())?.accessToken)).toBe(1);
    // Node would end the process here, if the failure were handled nowhere.
    await expect.poll(() => received.length).toBe(2);
    await expect.poll(async () => number((await auth.tokens())?.accessToken)).toBe(2);
  });

  test('keep the refresh token that rotation gives, and send the raw secret', async () => {
    const { auth, clock, items, received } = await signedIn([tokens({ refreshToken: 'refresh-2' })], {
      clientSecret: 'hush',
    });

    clock.ahead = hour;
    await auth.tokens();

    expect(received[1]?.body).toMatchObject({ ClientSecret: 'hush' });
    expect(items.get(`${prefix}.user-1.refreshToken`)).toBe('refresh-2');
  });

  test('are refreshed once, however many callers', async () => {
    const { auth, clock, received } = await signedIn([tokens({ number: 2 })]);

    clock.ahead = hour;
    const all = await Promise.all(Array.from({ length: 20 }, () => auth.tokens()));

    expect(all.map((each) => number(each?.accessToken))).toEqual(Array(20).fill(2));
    expect(received).toHaveLength(2);
  });

  test('are refreshed once, however many clients share the storage', async () => {
    const { clock, open, received } = await signedIn([tokens({ number: 2, iat: Date.now() / 1000 + 3600 })]);

    clock.ahead = hour;
    const all = await Promise.all([open().tokens(), open().tokens(), open().tokens()]);

    expect(all.map((each) => number(each?.accessToken))).toEqual([2, 2, 2]);
    expect(received).toHaveLength(2);
  });

  test('are refreshed by word, even where they are good', async () => {
    const { auth } = await signedIn([tokens({ number: 2 })]);

    expect(number((await auth.tokens({ refresh: true }))?.accessToken)).toBe(2);
  });

  test('are refreshed when the clock was put right since, and when they expire can not be told', async () => {
    const { auth, clock, received } = await setUp([tokens(), tokens({ number: 2 })]);
    clock.ahead = 10 * hour;
    await auth.signIn({ username: 'alice' });
    clock.ahead = 10 * hour - 59_000;
    expect(number((await auth.tokens())?.accessToken)).toBe(1);

    clock.ahead = 0;

    expect(number((await auth.tokens())?.accessToken)).toBe(2);
    expect((await auth.tokens())?.expiresAt).toBeLessThan(Date.now() + hour + 5_000);
    expect(received).toHaveLength(2);
  });

  test('do not depend on the clock of this machine being right', async () => {
    const { auth, clock, open, received } = await setUp([tokens()]);
    clock.ahead = -10 * hour;
    await auth.signIn({ username: 'alice' });

    const held = await open().tokens();

    expect(received).toHaveLength(1);
    expect(held?.expiresAt).toBeGreaterThan(Date.now() - 10 * hour + hour - 5_000);
    expect(held?.expiresAt).toBeLessThan(Date.now() - 10 * hour + hour + 5_000);
  });

  test.each(['NotAuthorizedException', 'RefreshTokenReuseException', 'UserNotFoundException'])(
    'are forgotten when their refresh ends in %s',
    async (type) => {
      const { auth, clock, items } = await signedIn([refusal(type, 'no')]);

      clock.ahead = hour;

      expect(await auth.tokens()).toBeUndefined();
      expect([...items.keys()]).toEqual([]);
    },
  );

  test('are kept when the network fails: given while they are good, else the error', async () => {
    const { auth, clock, items } = await signedIn(['reset', 'reset', 'reset']);

    clock.ahead = hour - 20_000;
    expect(number((await auth.tokens())?.accessToken)).toBe(1);
    await expect(auth.tokens({ refresh: true })).rejects.toBeInstanceOf(NetworkError);
    clock.ahead = hour;
    await expect(auth.tokens()).rejects.toBeInstanceOf(NetworkError);
    expect(items.size).toBe(5);
  });

  test('are kept when something answers that is not Cognito', async () => {
    const { auth, clock, items } = await signedIn([{ json: {} }]);

    clock.ahead = hour;

    await expect(auth.tokens()).rejects.toBeInstanceOf(ResponseError);
    expect(items.size).toBe(5);
  });

  test('of a caller that leaves do not end the refresh that others wait for', async () => {
    const { auth, clock, nextRequest } = await signedIn([tokens({ number: 2 })]);
    const controller = new AbortController();

    clock.ahead = hour;
    const leaving = auth.tokens({ signal: controller.signal });
    const staying = auth.tokens();
    const arrived = nextRequest();
    await arrived;
    controller.abort(new Error('left'));

    await expect(leaving).rejects.toThrow('left');
    expect(number((await staying)?.accessToken)).toBe(2);
    await expect(auth.tokens({ signal: controller.signal })).rejects.toThrow('left');
  });

  test('of a refresh that ends after a sign-out are not kept', async () => {
    const { auth, clock, items, nextRequest } = await signedIn([tokens({ number: 2 }), { json: {} }]);

    clock.ahead = hour;
    const arrived = nextRequest();
    const refreshing = auth.tokens();
    await arrived;
    await auth.signOut();

    expect(await refreshing).toBeUndefined();
    expect(items.size).toBe(0);
  });

  test('of a refresh that ends after a sign-out are revoked, where they hold a new refresh token', async () => {
    const { auth, clock, nextRequest, received } = await signedIn([
      tokens({ number: 2, refreshToken: 'refresh-2' }),
      { json: {} },
      { json: {} },
    ]);

    clock.ahead = hour;
    const arrived = nextRequest();
    const refreshing = auth.tokens();
    await arrived;
    await auth.signOut();

    expect(await refreshing).toBeUndefined();
    await expect
      .poll(() => received.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token))
      .toEqual(['refresh-1', 'refresh-2']);
  });

  test('of the user before are forgotten when another signs in', async () => {
    const { auth, items } = await signedIn([tokens({ username: 'user-2' })]);

    await auth.signIn({ username: 'bob' });

    expect(items.get(`${prefix}.LastAuthUser`)).toBe('user-2');
    expect([...items.keys()].some((key) => key.includes('user-1'))).toBe(false);
  });
});

describe('signing out', () => {
  test('forgets the tokens and revokes them', async () => {
    const { auth, items, received } = await signedIn([{ json: {} }], { clientSecret: 'hush' });

    await auth.signOut();

    expect(items.size).toBe(0);
    expect(received[1]).toMatchObject({
      operation: 'RevokeToken',
      body: { ClientId: 'client', ClientSecret: 'hush', Token: 'refresh-1' },
    });
  });

  test('revokes the newest refresh token, though it begins while that is being kept', async () => {
    const server = await scriptCognito(tokens(), tokens({ number: 2, refreshToken: 'refresh-2' }), { json: {} });
    const { items, storage } = openStorage();
    let signingOut: Promise<void> | undefined;
    const auth = createAuthClient({
      userPoolId: 'eu-central-1_AbCdEf123',
      clientId: 'client',
      endpoint: server.endpoint,
      storage: {
        ...storage,
        async setItem(key, value) {
          if (value === 'refresh-2') signingOut ??= auth.signOut();
          // As slow as a storage on a phone may be.
          await new Promise((resolve) => setTimeout(resolve, 5));
          return storage.setItem(key, value);
        },
      },
    });
    await auth.signIn({ username: 'alice' });

    await auth.tokens({ refresh: true });
    await signingOut;

    expect(server.received.at(-1)).toMatchObject({ operation: 'RevokeToken', body: { Token: 'refresh-2' } });
    expect([...items.keys()]).toEqual([]);
    expect(await auth.tokens()).toBeUndefined();
  });

  test('everywhere takes a good access token, refreshed if need be', async () => {
    const { auth, clock, items, received } = await signedIn([tokens({ number: 2 }), { json: {} }]);

    clock.ahead = hour;
    await auth.signOut({ global: true });

    expect(items.size).toBe(0);
    expect(received.map(({ operation }) => operation)).toEqual([
      'InitiateAuth',
      'GetTokensFromRefreshToken',
      'GlobalSignOut',
    ]);
    expect(number(String(received[2]?.body.AccessToken))).toBe(2);
    expect(Object.keys(received[2]?.body ?? {})).toEqual(['AccessToken']);
  });

  test.each([false, true])(
    'forgets the tokens even when the network fails, and says so (global: %s)',
    async (global) => {
      const { auth, items } = await signedIn(['reset', 'reset']);

      await expect(auth.signOut({ global })).rejects.toBeInstanceOf(NetworkError);

      expect(items.size).toBe(0);
      expect(await auth.tokens()).toBeUndefined();
    },
  );

  test('everywhere works with what there is when the refresh before it fails', async () => {
    const { auth, clock, items, received } = await signedIn(['reset', { json: {} }]);

    clock.ahead = hour;
    await auth.signOut({ global: true });

    expect(items.size).toBe(0);
    expect(number(String(received[2]?.body.AccessToken))).toBe(1);
  });

  test('revokes nothing where the app client has revocation turned off', async () => {
    const { auth, received } = await setUp([tokens({ revocable: false })]);
    await auth.signIn({ username: 'alice' });

    await auth.signOut();

    expect(received).toHaveLength(1);
  });

  test('without anybody signed in sends nothing', async () => {
    const { auth, received } = await setUp([]);

    await auth.signOut();
    await auth.signOut({ global: true });

    expect(received).toEqual([]);
  });
});

describe('a pending sign-in', () => {
  test('survives a reload, as the step it was', async () => {
    const { auth, open, received } = await setUp([challenge('session-1', emailOtp), tokens()]);
    const before = await auth.signIn({ username: 'alice' });

    const step = (await open().resume()) as PendingStep;

    expect(step).toMatchObject({ name: 'emailOtp', parameters: { deliveredTo: 'a***@e***' } });
    expect(step.expiresAt).toBe((before as PendingStep).expiresAt);
    expect((await step.answer('123456')).name).toBe('signedIn');
    expect(received[1]?.body).toMatchObject({
      Session: 'session-1',
      ChallengeResponses: { USERNAME: 'user-1', ANSWER: '123456' },
    });
    expect(await open().resume()).toBeUndefined();
  });

  test('is the newest round, also after a wrong answer', async () => {
    const { auth, open } = await setUp([
      challenge('session-1', emailOtp),
      challenge('session-2', { ...emailOtp, attemptsLeft: '2', retry: 'wrong' }),
    ]);

    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;
    await step.answer('000000');

    expect(await open().resume()).toMatchObject({ name: 'emailOtp', attemptsLeft: 2 });
  });

  test('is kept without what was answered, and not beside the tokens', async () => {
    const { auth, items, pendingItems } = await setUp([
      challenge('session-1', emailOtp),
      challenge('session-2', emailOtp),
    ]);

    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;
    await step.answer('the-answer');

    expect([...pendingItems.values()].join()).toContain('session-2');
    expect([...pendingItems.values()].join()).not.toMatch(/the-answer|session-1/);
    expect(items.size).toBe(0);
  });

  test('is over when its time is, when it was refused, and when the user signs out', async () => {
    const refused = refusal('NotAuthorizedException', 'Incorrect username or password.');
    const { auth, clock, open, pendingItems } = await setUp([
      challenge('session-1', emailOtp),
      challenge('session-2', emailOtp),
      refused,
      challenge('session-3', emailOtp),
    ]);

    await auth.signIn({ username: 'alice' });
    clock.ahead = 181_000;
    expect(await open().resume()).toBeUndefined();
    expect(pendingItems.size).toBe(0);

    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;
    await expect(step.answer('1')).rejects.toThrow('Incorrect');
    expect(await open().resume()).toBeUndefined();

    await auth.signIn({ username: 'alice' });
    await auth.signOut();
    expect(await open().resume()).toBeUndefined();
  });

  test('is over when its round said, and not before', async () => {
    const { auth, clock, open } = await setUp([challenge('session-1', { ...emailOtp, sessionSeconds: '600' })]);
    const before = (await auth.signIn({ username: 'alice' })) as PendingStep;

    clock.ahead = 590_000;
    expect(await open().resume()).toMatchObject({ name: 'emailOtp', expiresAt: before.expiresAt });
    clock.ahead = 601_000;
    expect(await open().resume()).toBeUndefined();
  });

  test('is gone while its answer is on the way, and there again when the network broke it', async () => {
    const { auth, nextRequest, open } = await setUp([challenge('session-1', emailOtp), 'hang']);
    const controller = new AbortController();
    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;

    const answering = step.answer('1', { signal: controller.signal });
    await nextRequest();
    expect(await open().resume()).toBeUndefined();
    controller.abort();
    await expect(answering).rejects.toHaveProperty('name', 'AbortError');

    expect(await open().resume()).toMatchObject({ name: 'emailOtp' });
  });

  const kept = { username: 'user-1', Session: 'session-1', ChallengeName: 'CUSTOM_CHALLENGE', expiresAt: 9e15 };
  test.each<unknown>([
    '',
    '<',
    null,
    5,
    [],
    {},
    { expiresAt: 'never' },
    { ...kept, Session: undefined },
    { ...kept, ChallengeName: undefined },
    { ...kept, username: undefined },
    { ...kept, ChallengeParameters: null },
    { ...kept, ChallengeName: 'RETINA_SCAN' },
    { ...kept, ChallengeName: 'DEVICE_SRP_AUTH' },
    { ...kept, ChallengeName: 'SELECT_MFA_TYPE', ChallengeParameters: { MFAS_CAN_CHOOSE: '<' } },
    { ...kept, ChallengeName: 'WEB_AUTHN', ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: '<' } },
  ])('is none where %j is kept', async (foreign) => {
    const { auth, pendingItems, received } = await setUp([]);
    pendingItems.set('countersign.client.pending', typeof foreign === 'string' ? foreign : JSON.stringify(foreign));

    expect(await auth.resume()).toBeUndefined();
    expect(pendingItems.size).toBe(0);
    expect(received).toEqual([]);
  });

  test.each([
    ['beside a challenge', kept, 'CUSTOM_CHALLENGE'],
    ['with a device to remember', { ...kept, ChallengeName: 'SMS_MFA' }, 'SMS_MFA'],
    ['alone', { ...kept, Session: undefined, ChallengeName: undefined }, undefined],
  ])('signs nobody in by tokens that stand there, %s', async (_how, pending, name) => {
    const { auth, items, pendingItems } = await setUp([]);
    const { json } = tokens() as { json: { AuthenticationResult: object } };
    const AuthenticationResult = { ...json.AuthenticationResult, NewDeviceMetadata: { DeviceKey: 'd' } };
    pendingItems.set('countersign.client.pending', JSON.stringify({ ...pending, AuthenticationResult }));

    expect((await auth.resume())?.name).toBe(name);
    expect(items.size).toBe(0);
  });

  test('answered through one of two resumed steps leaves the other stale', async () => {
    const { auth, received } = await setUp([challenge('session-1', emailOtp), tokens()]);
    await auth.signIn({ username: 'alice' });
    const [first, second] = [(await auth.resume()) as PendingStep, (await auth.resume()) as PendingStep];

    await first.answer('1');

    await expect(second.answer('1')).rejects.toHaveProperty('code', 'stale-step');
    expect(received).toHaveLength(2);
  });
});

describe('signing out ends', () => {
  test('a step that is held, and sends nothing of it', async () => {
    const { auth, open, received } = await setUp([challenge('session-1', emailOtp), tokens()]);
    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;

    await auth.signOut();

    await expect(step.answer('1')).rejects.toHaveProperty('code', 'stale-step');
    expect(await open().resume()).toBeUndefined();
    expect(received).toHaveLength(1);
  });

  test.each(['an answer', 'the first call', 'a resumed step'])(
    '%s that is on its way: nobody is signed in',
    async (what) => {
      const script = what === 'the first call' ? [] : [challenge('session-1', emailOtp)];
      const { auth, items, nextRequest, pendingItems } = await setUp([...script, tokens()]);
      let signingIn = auth.signIn.bind(auth, { username: 'alice' });
      if (what !== 'the first call') {
        const first = (await auth.signIn({ username: 'alice' })) as PendingStep;
        const step = what === 'an answer' ? first : ((await auth.resume()) as PendingStep);
        signingIn = () => step.answer('1');
      }

      const arrived = nextRequest();
      const outcome = expect(signingIn()).rejects.toHaveProperty('code', 'stale-step');
      await arrived;
      await auth.signOut();

      await outcome;
      expect(await auth.tokens()).toBeUndefined();
      expect([...items.keys(), ...pendingItems.keys()]).toEqual([]);
    },
  );

  test('no sign-in that follows', async () => {
    const { auth } = await setUp([challenge('session-1', emailOtp), tokens()]);
    await auth.signOut();

    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;

    expect((await step.answer('1')).name).toBe('signedIn');
    expect(await auth.tokens()).toBeDefined();
  });
});

test('memory keeps what it is given until it is removed', async () => {
  const storage = memoryStorage();

  expect(await storage.getItem('a')).toBeNull();
  await storage.setItem('a', '1');
  expect(await storage.getItem('a')).toBe('1');
  await storage.removeItem('a');
  expect(await storage.getItem('a')).toBeNull();
});
