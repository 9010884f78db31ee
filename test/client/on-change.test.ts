import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuthClient, memoryStorage, type PendingStep, type Tokens } from '../../lib/client/index.ts';
import { challenge, type Reply, refusal, scriptCognito, tokens } from './support/scripted-cognito.ts';

const lastUser = 'CognitoIdentityServiceProvider.client.LastAuthUser';
const hour = 3_600_000;

/** Tabs of one storage. A tab's window hears of what the others have changed, as a browser tells it. */
async function openTabs(...script: readonly Reply[]) {
  const server = await scriptCognito(...script);
  const storage = memoryStorage();
  const clock = { ahead: 0 };
  const open = () => {
    const window = new EventTarget();
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    const auth = createAuthClient({
      userPoolId: 'eu-central-1_AbCdEf123',
      clientId: 'client',
      endpoint: server.endpoint,
      storage,
      now: () => Date.now() + clock.ahead,
    });
    const heard: (string | undefined)[] = [];
    const stop = auth.onChange((held: Tokens | undefined) => heard.push(held?.refreshToken));
    const changed = (key: string | null) => window.dispatchEvent(Object.assign(new Event('storage'), { key }));
    return { auth, changed, heard, stop };
  };
  return { ...server, clock, open, storage };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('in its own tab, a listener hears', () => {
  test('of a sign-in and of a sign-out, once each', async () => {
    const { open } = await openTabs(challenge('session-1', { challenge: 'emailOtp' }), tokens(), { json: {} });
    const { auth, heard } = open();

    const step = (await auth.signIn({ username: 'alice' })) as PendingStep;
    expect(heard).toEqual([]);
    await step.answer('1');
    expect(heard).toEqual(['refresh-1']);
    await auth.signOut();
    expect(heard).toEqual(['refresh-1', undefined]);
  });

  test('of no refresh, but of one that Cognito refuses for good', async () => {
    const { clock, open } = await openTabs(
      tokens(),
      tokens({ number: 2, refreshToken: 'refresh-2' }),
      refusal('NotAuthorizedException', 'Refresh Token has been revoked'),
    );
    const { auth, heard } = open();
    await auth.signIn({ username: 'alice' });

    await auth.tokens({ refresh: true });
    expect(heard).toEqual(['refresh-1']);

    clock.ahead = hour;
    expect(await auth.tokens()).toBeUndefined();
    await expect.poll(() => heard).toEqual(['refresh-1', undefined]);
  });

  test('of a sign-out without a network too', async () => {
    const { open } = await openTabs(tokens(), 'reset');
    const { auth, heard } = open();
    await auth.signIn({ username: 'alice' });

    await expect(auth.signOut()).rejects.toHaveProperty('code', 'network');

    expect(heard).toEqual(['refresh-1', undefined]);
  });
});

describe('in another tab, a listener hears', () => {
  test('of a sign-in, of a sign-out, and of a storage that was cleared', async () => {
    const { open } = await openTabs(tokens(), { json: {} }, tokens());
    const [here, there] = [open(), open()];

    await here.auth.signIn({ username: 'alice' });
    there.changed(lastUser);
    await expect.poll(() => there.heard).toEqual(['refresh-1']);
    await here.auth.signOut();
    there.changed(lastUser);
    await expect.poll(() => there.heard).toEqual(['refresh-1', undefined]);
    await here.auth.signIn({ username: 'alice' });
    there.changed(null);
    await expect.poll(() => there.heard).toEqual(['refresh-1', undefined, 'refresh-1']);
  });

  test('of nothing else that is kept', async () => {
    const { open } = await openTabs(tokens());
    const { auth, changed, heard } = open();

    changed('CognitoIdentityServiceProvider.client.user-1.accessToken');
    changed('CognitoIdentityServiceProvider.other.LastAuthUser');
    await auth.signIn({ username: 'alice' });

    expect(heard).toEqual(['refresh-1']);
  });

  test('of a sign-in, although this one could not write its own', async () => {
    const { open, storage } = await openTabs(tokens(), tokens({ username: 'user-2', refreshToken: 'refresh-2' }));
    const [here, there] = [open(), open()];
    const { setItem } = storage;
    storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await there.auth.signIn({ username: 'alice' });
    expect((await there.auth.tokens())?.refreshToken).toBe('refresh-1');

    storage.setItem = setItem;
    await here.auth.signIn({ username: 'bob' });
    there.changed(lastUser);

    await expect.poll(() => there.heard).toEqual(['refresh-1', 'refresh-2']);
    expect((await there.auth.tokens())?.refreshToken).toBe('refresh-2');
  });
});

test('a listener that has stopped hears no more, and the same one may listen twice', async () => {
  const { open } = await openTabs(tokens(), { json: {} });
  const { auth, heard, stop } = open();
  const listener = vi.fn();
  const stopFirst = auth.onChange(listener);
  auth.onChange(listener);

  await auth.signIn({ username: 'alice' });
  stop();
  stopFirst();
  await auth.signOut();

  expect(heard).toEqual(['refresh-1']);
  expect(listener).toHaveBeenCalledTimes(3);
});

test.each<[string, () => void]>([
  [
    'throws',
    () => {
      throw new Error('of the page');
    },
  ],
  ['rejects', (() => Promise.reject(new Error('of the page'))) as () => void],
  ['never ends', (() => new Promise(() => {})) as () => void],
])('a listener that %s breaks nothing', async (_how, broken) => {
  const { open } = await openTabs(tokens());
  const { auth } = open();
  auth.onChange(broken);
  const heard: unknown[] = [];
  auth.onChange((held) => heard.push(held?.refreshToken));

  expect((await auth.signIn({ username: 'alice' })).name).toBe('signedIn');

  expect(heard).toEqual(['refresh-1']);
});
