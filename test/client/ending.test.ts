import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { call } from '../../lib/client/call.ts';
import {
  createAuthClient,
  memoryStorage,
  NetworkError,
  type PendingStep,
  startSignIn,
} from '../../lib/client/index.ts';
import { exclusively } from '../../lib/client/tab-lock.ts';
import { challenge, type Reply, scriptCognito, tokens } from './support/scripted-cognito.ts';

const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client' };
const emailOtp = { USERNAME: 'user-1', challenge: 'emailOtp' };
const hour = 3_600_000;
/** A fetch that no signal stops. */
const never: typeof fetch = () => new Promise(() => {});
const answering = (reply: object, init?: ResponseInit) => async () => Response.json(reply, init);
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('nothing failed')),
    (error: Error) => error,
  );

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a call that gets no answer', () => {
  test('ends by itself, and says why', async () => {
    const error = await failureOf(call({ ...config, fetch: never, timeout: 20 }, 'GetUser', {}));

    expect(error).toBeInstanceOf(NetworkError);
    expect(error.cause).toMatchObject({ message: 'no answer in 20 ms' });
  });

  test('ends after half a minute, unless it is told otherwise, and aborts what it asked', async () => {
    vi.useFakeTimers();
    const signals: (AbortSignal | null | undefined)[] = [];
    const hanging: typeof fetch = (_url, init) => {
      signals.push(init?.signal);
      return never('');
    };
    const ended = vi.fn();
    void call({ ...config, fetch: hanging }, 'GetUser', {}).catch(ended);

    await vi.advanceTimersByTimeAsync(29_999);
    expect(ended).not.toHaveBeenCalled();
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);

    expect(ended).toHaveBeenCalledOnce();
    expect(signals[0]?.aborted).toBe(true);
  });

  test('whose body never comes ends too', async () => {
    const send = async () => new Response(new ReadableStream());

    expect(await failureOf(call({ ...config, fetch: send, timeout: 20 }, 'GetUser', {}))).toBeInstanceOf(NetworkError);
  });

  test('leaves the step to be answered again', async () => {
    const { endpoint, received } = await scriptCognito(challenge('session-1', emailOtp), 'hang', tokens());
    const patience = { ...config, endpoint, timeout: 60_000 };
    const step = (await startSignIn(patience, { username: 'alice' })) as PendingStep;

    // Long enough for the request to arrive: what hangs is the answer.
    patience.timeout = 1000;
    expect(await failureOf(step.answer('1'))).toBeInstanceOf(NetworkError);
    patience.timeout = 60_000;
    expect((await step.answer('1')).name).toBe('signedIn');
    expect(received.map(({ body }) => body.Session)).toEqual([undefined, 'session-1', 'session-1']);
  });
});

describe('nothing stays of a call that has ended', () => {
  test.each<[string, typeof fetch]>([
    ['well', answering({})],
    ['in a refusal', answering({ __type: 'X', message: 'no' }, { status: 400 })],
    ['in a network error', () => Promise.reject(new TypeError('fetch failed'))],
  ])('%s: no timer, and no listener on the signal', async (_how, send) => {
    vi.useFakeTimers();
    const { signal } = new AbortController();

    await call({ ...config, fetch: send }, 'GetUser', {}, signal).catch(() => {});

    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('by an abort', async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const calling = failureOf(call({ ...config, fetch: never }, 'GetUser', {}, controller.signal));

    controller.abort(new Error('left'));

    expect(await calling).toMatchObject({ message: 'left' });
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  test('nor of tokens that were asked for', async () => {
    const { endpoint } = await scriptCognito(tokens(), tokens({ number: 2 }));
    const auth = createAuthClient({ ...config, endpoint, storage: memoryStorage() });
    await auth.signIn({ username: 'alice' });
    const { signal } = new AbortController();

    await auth.tokens({ signal });
    await auth.tokens({ signal, refresh: true });

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('tokens', () => {
  /** A client whose tokens have expired, and whose patience has come to an end. */
  async function expired(...script: readonly Reply[]) {
    const { endpoint } = await scriptCognito(tokens(), ...script);
    const clock = { ahead: 0 };
    const now = () => Date.now() + clock.ahead;
    const patience = { ...config, endpoint, storage: memoryStorage(), now, timeout: 60_000 };
    const auth = createAuthClient(patience);
    await auth.signIn({ username: 'alice' });
    clock.ahead = hour;
    // Long enough for the request to arrive: what hangs is the answer.
    patience.timeout = 1000;
    return auth;
  }

  test('whose refresh hangs end in a NetworkError', async () => {
    const auth = await expired('hang');

    expect(await failureOf(auth.tokens())).toMatchObject({ code: 'network', name: 'NetworkError' });
  });

  test('do not wait for a lock for ever', async () => {
    const auth = await expired();
    vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });

    expect(await failureOf(auth.tokens())).toBeInstanceOf(NetworkError);
  });

  test('nor for a storage', async () => {
    const storage = { ...memoryStorage(), getItem: () => new Promise<null>(() => {}) };
    const auth = createAuthClient({ ...config, storage, timeout: 20 });

    expect(await failureOf(auth.tokens())).toBeInstanceOf(NetworkError);
  });
});

describe('an abort', () => {
  test('without a reason, as older platforms have it, is a NetworkError', async () => {
    const controller = new AbortController();
    const signal = new Proxy(controller.signal, {
      get(target, name) {
        if (name === 'reason') return undefined;
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const calling = failureOf(call({ ...config, fetch: never }, 'GetUser', {}, signal));
    controller.abort();

    expect(await calling).toBeInstanceOf(NetworkError);
    expect(await failureOf(call({ ...config, fetch: never }, 'GetUser', {}, signal))).toBeInstanceOf(NetworkError);
  });
});

describe('a platform without', () => {
  test('fetch is told as the cause', async () => {
    vi.stubGlobal('fetch', undefined);

    const error = await failureOf(call(config, 'GetUser', {}));

    expect(error).toBeInstanceOf(NetworkError);
    expect(String(error.cause)).toMatch(/not a function|not defined/);
  });

  test.each<[string, unknown]>([
    ['a navigator', undefined],
    ['locks', {}],
    [
      'locks for this origin',
      {
        locks: {
          request() {
            throw new DOMException('opaque origin', 'SecurityError');
          },
        },
      },
    ],
    ['locks for this origin, told later', { locks: { request: () => Promise.reject(new Error('SecurityError')) } }],
  ])('%s works without a lock, once', async (_what, navigator) => {
    vi.stubGlobal('navigator', navigator);
    const work = vi.fn(async () => 'done');

    expect(await exclusively('name', work)).toBe('done');
    expect(work).toHaveBeenCalledOnce();

    const failing = vi.fn(() => Promise.reject(new Error('of the work')));
    await expect(exclusively('name', failing)).rejects.toThrow('of the work');
    expect(failing).toHaveBeenCalledOnce();
  });
});

test('work that fails under a lock is not done twice', async () => {
  const failing = vi.fn(() => Promise.reject(new Error('of the work')));

  await expect(exclusively('name', failing)).rejects.toThrow('of the work');

  expect(failing).toHaveBeenCalledOnce();
});
