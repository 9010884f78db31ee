import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createSignIn } from '../../../lib/ui/core/create-sign-in.ts';
import { type Scripted, scriptedAuth } from '../front-end/scripted-auth.ts';

const emailOtp = { name: 'emailOtp', parameters: { deliveredTo: 'a***@e***' } };
const alice = { username: 'alice@example.com' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A sign-in that a script answers, and the states that it went through. */
async function signInBy(script: readonly Scripted[], resumed?: Scripted) {
  const { auth, calls, aborted } = scriptedAuth(script, { resumed });
  const signIn = createSignIn(auth);
  const states: string[] = [];
  signIn.subscribe(() => {
    const state = signIn.getState();
    states.push('busy' in state && state.busy ? `${state.at}, busy` : state.at);
  });
  onTestFinished(signIn.end);
  await signIn.begin();
  return { signIn, calls, aborted, states };
}

test('goes from the start over a step to the end', async () => {
  const { signIn, calls, states } = await signInBy([emailOtp, { signedIn: true }]);
  await signIn.start(alice);
  await signIn.answer('123456');

  expect(states).toEqual(['start', 'start, busy', 'step', 'step, busy', 'done']);
  expect(calls).toEqual([
    ['signIn', alice],
    ['answer', '123456'],
  ]);
  expect(signIn.getState()).toMatchObject({ at: 'done', tokens: { accessToken: 'access' } });
});

test('keeps its state the same object until it changes, and never changes one', async () => {
  const { signIn } = await signInBy([emailOtp, { ...emailOtp, retry: 'wrong', attemptsLeft: 2 }]);
  await signIn.start(alice);
  const before = signIn.getState();
  const copy = { ...before };
  expect(signIn.getState()).toBe(before);
  await signIn.answer('0');

  expect(signIn.getState()).not.toBe(before);
  expect(before).toEqual(copy);
});

test('a listener ends for itself, though it was given twice', async () => {
  const { signIn } = await signInBy([emailOtp]);
  const listener = vi.fn();
  const [first] = [signIn.subscribe(listener), signIn.subscribe(listener)];
  first();
  await signIn.start(alice);

  expect(listener).toHaveBeenCalledTimes(2);
});

test('begins once, and after its end anew', async () => {
  const { auth } = scriptedAuth([], { resumed: emailOtp });
  const resume = vi.spyOn(auth, 'resume');
  const signIn = createSignIn(auth);
  const first = signIn.begin();
  await signIn.begin();
  await first;
  expect(resume).toHaveBeenCalledTimes(1);

  signIn.end();
  await signIn.begin();
  signIn.end();
  expect(resume).toHaveBeenCalledTimes(2);
  expect(signIn.getState()).toMatchObject({ at: 'step', resumed: true, username: undefined });
});

test('what comes after the end changes nothing', async () => {
  const { signIn, states, aborted } = await signInBy([{ ...emailOtp, takes: 1000 }]);
  const started = signIn.start(alice);
  signIn.end();
  await vi.advanceTimersByTimeAsync(1000);
  await started;

  expect(states).toEqual(['start', 'start, busy']);
  expect(aborted).toEqual(['signIn']);
});

test('does nothing where there is nothing to do', async () => {
  const { signIn, calls } = await signInBy([emailOtp, 'never']);
  await signIn.answer('0');
  await signIn.resend();
  expect(calls).toEqual([]);

  await signIn.start(alice);
  await Promise.all([signIn.start(alice), signIn.resend(), signIn.back(), signIn.skip()]);
  void signIn.answer('1');
  await signIn.answer('2');
  expect(calls.slice(1)).toEqual([['answer', '1']]);
});

test('an answer may be made while the sign-in waits, and is aborted with it', async () => {
  const { signIn, calls } = await signInBy([emailOtp, emailOtp]);
  await signIn.start(alice);
  let signal: AbortSignal | undefined;
  void signIn.answer((given) => {
    signal = given;
    return new Promise(() => {});
  });
  expect(signIn.getState()).toMatchObject({ at: 'step', busy: true });
  signIn.restart();
  expect(signal?.aborted).toBe(true);
  expect(signIn.getState()).toEqual({ at: 'start', busy: false, username: alice.username, problem: undefined });

  await signIn.start(alice);
  await signIn.answer(async () => 'made');
  expect(calls.at(-1)).toEqual(['answer', 'made']);
});

test('an answer that can not be made leaves the step as it is', async () => {
  const { signIn, calls } = await signInBy([emailOtp]);
  await signIn.start(alice);
  const error = new Error('no camera');
  await signIn.answer(() => Promise.reject(error));

  expect(signIn.getState()).toMatchObject({ at: 'step', busy: false, problem: { kind: 'failed', error } });
  expect(calls).toHaveLength(1);
});

test('an answer that can not be made leaves the step as it is, whatever code the error of somebody else has', async () => {
  const { signIn } = await signInBy([emailOtp]);
  await signIn.start(alice);
  for (const code of ['ERR_NETWORK', 18, 'NotAuthorizedException']) {
    await signIn.answer(() => Promise.reject(Object.assign(new Error('no camera'), { code })));
    expect(signIn.getState()).toMatchObject({ at: 'step', busy: false });
  }
});

test('after its end nothing is sent, and nothing changes, until it begins', async () => {
  const { signIn, calls, states } = await signInBy([emailOtp]);
  await signIn.start(alice);
  signIn.end();
  const [made, seen] = [calls.length, states.length];
  await signIn.answer('123456');
  await signIn.resend();
  signIn.restart();
  expect([calls.length, states.length]).toEqual([made, seen]);

  await signIn.begin();
  expect(signIn.getState()).toMatchObject({ at: 'start' });
});

test('tells the times of a step in milliseconds since 1970', async () => {
  vi.setSystemTime(1_000_000);
  const { signIn } = await signInBy([{ ...emailOtp, retryAfter: 42, resendAfter: 60, endsIn: 180 }]);
  await signIn.start(alice);

  expect(signIn.getState()).toMatchObject({ retryAt: 1_042_000, resendAt: 1_060_000, endsAt: 1_180_000 });
});

test('ends a step at its time, unless an answer is under way', async () => {
  const { signIn } = await signInBy([
    { ...emailOtp, endsIn: 3 },
    { ...emailOtp, endsIn: 3 },
    { ...emailOtp, takes: 5000 },
  ]);
  await signIn.start(alice);
  await vi.advanceTimersByTimeAsync(3000);
  expect(signIn.getState()).toMatchObject({ at: 'start', username: alice.username, problem: { kind: 'session' } });

  await signIn.start(alice);
  const answered = signIn.answer('1');
  await vi.advanceTimersByTimeAsync(5000);
  await answered;
  expect(signIn.getState()).toMatchObject({ at: 'step', problem: undefined });
});

test('ends a step whose time has passed while the machine slept', async () => {
  const { signIn } = await signInBy([{ ...emailOtp, endsIn: 180 }]);
  await signIn.start(alice);
  vi.setSystemTime(Date.now() + 600_000);
  await vi.advanceTimersByTimeAsync(1000);

  expect(signIn.getState()).toMatchObject({ at: 'start', problem: { kind: 'session' } });
});

test('a call that fails after the end of its step leads to the start', async () => {
  const { signIn } = await signInBy([{ ...emailOtp, endsIn: 3 }]);
  await signIn.start(alice);
  const answered = signIn.answer(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5000));
    throw new Error('too late');
  });
  await vi.advanceTimersByTimeAsync(5000);
  await answered;

  expect(signIn.getState()).toMatchObject({ at: 'start', problem: { kind: 'session' } });
});

test('online again, it says so, and sends nothing by itself', async () => {
  const listeners = new Map<string, () => void>();
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) => listeners.set(name, listener));
  vi.stubGlobal('removeEventListener', (name: string) => listeners.delete(name));
  onTestFinished(() => void vi.unstubAllGlobals());
  const { signIn, calls } = await signInBy([{ error: 'NetworkError' }, emailOtp]);
  await signIn.start(alice);
  expect(signIn.getState()).toMatchObject({ at: 'start', problem: { kind: 'offline' } });
  listeners.get('online')?.();

  expect(signIn.getState()).toMatchObject({ at: 'start', problem: undefined });
  expect(calls).toHaveLength(1);
  signIn.end();
  expect(listeners.size).toBe(0);
});

test('leads back to a choice of Cognito’s own by beginning once more, unless it began with a password', async () => {
  const choice = { name: 'SELECT_CHALLENGE', parameters: { options: ['WEB_AUTHN', 'EMAIL_OTP'] } };
  const { signIn, calls } = await signInBy([choice, { name: 'WEB_AUTHN' }, choice, { name: 'EMAIL_OTP' }]);
  await signIn.start(alice);
  await signIn.back();
  await signIn.answer('WEB_AUTHN');
  await signIn.back();
  expect(signIn.getState()).toMatchObject({ at: 'step', step: { name: 'SELECT_CHALLENGE' }, problem: undefined });
  await signIn.answer('EMAIL_OTP');
  expect(signIn.getState()).toMatchObject({ step: { name: 'EMAIL_OTP', back: expect.any(Function) } });
  expect(calls.map(([operation]) => operation)).toEqual(['signIn', 'answer', 'signIn', 'answer']);

  const other = await signInBy([choice, { name: 'WEB_AUTHN' }, { name: 'EMAIL_OTP' }]);
  await other.signIn.start({ ...alice, password: 'a secret' });
  await other.signIn.answer('WEB_AUTHN');
  expect(other.signIn.getState()).toMatchObject({ step: { name: 'WEB_AUTHN' } });
  await other.signIn.back();
  expect(other.calls).toHaveLength(2);
});

test('what a listener throws is the page’s, and the sign-in goes on', async () => {
  const thrown: unknown[] = [];
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => {
    try {
      task();
    } catch (error) {
      thrown.push(error);
    }
  });
  onTestFinished(() => void queue.mockRestore());
  const { signIn } = await signInBy([{ signedIn: true }]);
  const error = new Error('no such page');
  signIn.subscribe(() => {
    if (signIn.getState().at === 'done') throw error;
  });
  await signIn.start(alice);

  expect(signIn.getState().at).toBe('done');
  expect(thrown).toEqual([error]);
});
