import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthClient, memoryStorage, type PendingStep } from '../../lib/client/index.ts';
import { challenge, type Reply, scriptCognito, tokens } from './support/scripted-cognito.ts';

const emailOtp = { USERNAME: 'user-1', challenge: 'emailOtp' };

async function clientFor(script: readonly Reply[], more = {}) {
  const server = await scriptCognito(...script);
  const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint: server.endpoint };
  return { ...server, auth: createAuthClient({ ...config, ...more }) };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('outside of a page, without a storage', () => {
  test('two users of one client never see each other’s tokens', async () => {
    const { auth } = await clientFor([tokens({ username: 'alice' }), tokens({ username: 'bob', number: 2 })]);
    const heard: unknown[] = [];
    auth.onChange((held) => heard.push(held));

    expect((await auth.signIn({ username: 'alice' })).name).toBe('signedIn');
    expect(await auth.tokens()).toBeUndefined();
    expect((await auth.signIn({ username: 'bob' })).name).toBe('signedIn');
    expect(await auth.tokens({ refresh: true })).toBeUndefined();
    expect(heard).toEqual([]);
  });

  test('nor each other’s sign-in, and none ends that of another', async () => {
    const { auth } = await clientFor([challenge('session-1', emailOtp), tokens()]);
    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;

    expect(await auth.resume()).toBeUndefined();
    await auth.signOut();
    expect((await step.answer('1')).name).toBe('signedIn');
  });

  test('no device is confirmed, that could not be remembered', async () => {
    const { json } = tokens() as { json: { AuthenticationResult: object } };
    const NewDeviceMetadata = { DeviceKey: 'device', DeviceGroupKey: '-group' };
    const { auth, received } = await clientFor([
      { json: { AuthenticationResult: { ...json.AuthenticationResult, NewDeviceMetadata } } },
    ]);

    expect((await auth.signIn({ username: 'alice' })).name).toBe('signedIn');
    expect(received).toHaveLength(1);
  });

  test('with one, a user stays signed in', async () => {
    const { auth } = await clientFor([challenge('session-1', emailOtp), tokens()], { storage: memoryStorage() });
    await auth.signIn({ username: 'alice' });

    await ((await auth.resume()) as PendingStep).answer('1');

    expect(await auth.tokens()).toBeDefined();
  });
});

describe('a page', () => {
  const forbidden = {
    get: () => {
      throw new DOMException('The user forbids it.', 'SecurityError');
    },
  };
  const full = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };

  test.each<[string, PropertyDescriptor]>([
    ['is null, as in a WebView', { value: null }],
    ['is forbidden', forbidden],
    ['is not there', { value: undefined }],
    ['is full', { value: { getItem: () => null, setItem: full, removeItem: () => {} } }],
  ])('whose storage %s keeps the sign-in and the tokens in memory', async (_what, storage) => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', undefined);
    vi.stubGlobal('sessionStorage', undefined);
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(globalThis, name, { configurable: true, ...storage });
    }
    const { auth } = await clientFor([challenge('session-1', emailOtp), tokens()]);

    await auth.signIn({ username: 'alice' });
    expect((await ((await auth.resume()) as PendingStep).answer('1')).name).toBe('signedIn');

    expect((await auth.tokens())?.refreshToken).toBe('refresh-1');
    expect(await auth.resume()).toBeUndefined();
  });

  test('keeps in its memory where it is told to', async () => {
    const { auth } = await clientFor([tokens()], { storage: null, pendingStorage: null });

    await auth.signIn({ username: 'alice' });

    expect(await auth.tokens()).toBeDefined();
  });

  test('is told what a storage throws', async () => {
    const told: unknown[] = [];
    const storage = { getItem: () => null, setItem: full, removeItem: () => {} };
    const { auth } = await clientFor([tokens()], { storage, onStorageError: (error: unknown) => told.push(error) });

    await auth.signIn({ username: 'alice' });

    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toHaveProperty('name', 'QuotaExceededError');
  });
});
