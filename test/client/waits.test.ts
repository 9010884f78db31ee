import { describe, expect, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { createAuthClient, memoryStorage, type Step, startSignIn } from '../../lib/client/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from './support/local-sign-in.ts';
import { challenge, scriptCognito } from './support/scripted-cognito.ts';

const byEmail = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});
const username = 'alice@example.com';
const wrongOf = (code: string) => (code === '00000000' ? '00000001' : '00000000');

function pending<S extends Step>(step: S) {
  if (step.tokens) throw new Error('there are tokens already');
  return step as Exclude<S, { readonly name: 'signedIn' }>;
}

async function startWaiting() {
  const clock = { now: Date.UTC(2026, 10, 26) };
  const { config, outbox } = await startLocalSignIn(byEmail, {}, () => clock.now);
  const begin = (name = username) =>
    startSignIn({ ...config, now: () => clock.now }, { username: name }).then((step) => pending(step));
  /** Wrong answers, over as many sign-ins as that takes. Gives the step after the last one. */
  const failTimes = async (times: number, name = username) => {
    let step = await begin(name);
    for (let given = 1; given <= times; given++) {
      const wrong = name === username ? wrongOf(outbox.lastCode()) : '00000000';
      if (step.attemptsLeft !== 1) step = pending(await step.answer(wrong));
      else {
        await expect(step.answer(wrong)).rejects.toMatchObject({ reason: 'attempts' });
        step = await begin(name);
      }
    }
    return step;
  };
  return { config, outbox, clock, begin, failTimes };
}

describe('after too many wrong answers', () => {
  test('a step says how long no answer is looked at, and one that was given sooner is none that was wrong', async () => {
    const { outbox, clock, failTimes } = await startWaiting();

    const waiting = await failTimes(11);
    expect(waiting).toMatchObject({ name: 'emailOtp', attemptsLeft: 1, retry: 'wait', retryAfter: 60 });
    expect(Object.keys(waiting.parameters)).toEqual(['deliveredTo', 'digits']);

    clock.now += 60_000;
    expect(clock.now).toBeLessThan(waiting.expiresAt);
    expect((await waiting.answer(outbox.lastCode())).name).toBe('signedIn');
  });

  test('the right code costs a try before the wait is over, and passes after it', async () => {
    const { outbox, clock, begin, failTimes } = await startWaiting();
    await failTimes(11);

    const first = await begin();
    expect(first).toMatchObject({ name: 'emailOtp', attemptsLeft: undefined, retry: undefined, retryAfter: 60 });
    clock.now += 20_000;
    const second = pending(await first.answer(outbox.lastCode()));
    expect(second).toMatchObject({ attemptsLeft: 2, retry: 'wait', retryAfter: 40 });

    clock.now += 40_000;
    expect((await second.answer(outbox.lastCode())).name).toBe('signedIn');
    expect(await begin()).toMatchObject({ retryAfter: undefined });
  });

  test('a wait that is longer than a step lives is over in the sign-in after it', async () => {
    const { outbox, clock, failTimes, begin } = await startWaiting();
    await failTimes(11);
    for (const wait of [60, 120]) {
      clock.now += wait * 1000;
      await (await begin()).answer(wrongOf(outbox.lastCode()));
    }

    const step = await begin();
    expect(step).toMatchObject({ retryAfter: 240 });
    clock.now += 240_000;
    expect(clock.now).toBeGreaterThan(step.expiresAt);
    const next = await begin();
    expect(next).toMatchObject({ retryAfter: undefined });
    expect((await next.answer(outbox.lastCode())).name).toBe('signedIn');
  });

  test('somebody who does not exist waits as long, and is told so alike', async () => {
    const { failTimes } = await startWaiting();
    const known = await failTimes(11);
    const unknown = await failTimes(11, 'nobody@example.com');

    const told = ({ name, attemptsLeft, retry, retryAfter, parameters }: typeof known) => [
      ...[name, attemptsLeft, retry, retryAfter],
      Object.keys(parameters),
    ];
    expect(told(unknown)).toEqual(told(known));
  });

  test('a step that is read again after a reload says what is left of it', async () => {
    const { config, clock, failTimes } = await startWaiting();
    await failTimes(11);
    const storages = { storage: memoryStorage(), pendingStorage: memoryStorage() };
    const page = () => createAuthClient<typeof byEmail>({ ...config, ...storages, now: () => clock.now });

    await page().signIn({ username });

    expect(await page().resume()).toMatchObject({ name: 'emailOtp', retryAfter: 60 });
    clock.now += 59_999;
    expect(await page().resume()).toMatchObject({ name: 'emailOtp', retryAfter: 1 });
    clock.now += 1;
    expect(await page().resume()).toMatchObject({ name: 'emailOtp', retryAfter: undefined });
  });
});

test('how long ago a code went out, and when another one may, is told anew after a reload', async () => {
  const clock = { now: Date.UTC(2026, 10, 26) };
  const { config } = await startLocalSignIn(byEmail, {}, () => clock.now);
  const page = (pendingStorage = memoryStorage()) =>
    createAuthClient<typeof byEmail>({ ...config, storage: memoryStorage(), pendingStorage, now: () => clock.now });
  await page().signIn({ username });
  clock.now += 10_000;
  const kept = memoryStorage();
  const shared = pending(await page(kept).signIn({ username }));
  expect(shared.sentAgo).toBe(10);
  clock.now += 5000;
  expect((await page(kept).resume())?.sentAgo).toBe(15);

  expect(pending((await shared.resend?.()) as typeof shared).resendAfter).toBe(15);
  clock.now += 5000;
  expect((await page(kept).resume())?.resendAfter).toBe(10);
  clock.now += 15_000;
  // Not undefined: nothing was sent all the same.
  expect((await page(kept).resume())?.resendAfter).toBe(0);
});

test.each([
  ['60', 60],
  ['86400', 86_400],
  [undefined, undefined],
  ['0', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['NaN', undefined],
  ['soon', undefined],
  ['9'.repeat(400), undefined],
])(
  'what Cognito tells as seconds to wait, %j, is read as %j: never what no timer waits for',
  async (told, retryAfter) => {
    const parameters = { challenge: 'emailOtp', ...(told !== undefined && { retryAfter: told }) };
    const { endpoint } = await scriptCognito(challenge('session-1', parameters));
    const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', endpoint };

    const step = pending(await startSignIn(config, { username }));

    expect(step.retryAfter).toBe(retryAfter);
    expect(step.parameters).toEqual({});
  },
);
