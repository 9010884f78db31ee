import { expect, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { createAuthClient, memoryStorage, StaleStepError, type Step, startSignIn } from '../../lib/client/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import { byEmail, colour } from '../testing/flows.ts';
import { startLocalSignIn } from './support/local-sign-in.ts';

const byChoice = defineFlow({ emailOtp: emailOtp(), colour: colour() }, function* ({ choose, attempt }) {
  yield* attempt('colour');
  yield* choose('emailOtp', 'colour');
});
type Flow = typeof byEmail | typeof byChoice;
const username = 'alice@example.com';

/** A step of this name. */
function asked<Name extends string>(step: Step<Flow>, name: Name) {
  if (step.name !== name) throw new Error(`asked ${step.name}`);
  return step as Extract<Step<Flow>, { name: Name }>;
}

async function start(flow: Flow) {
  let at = Date.now();
  const pool = await startLocalSignIn(flow, {}, () => at);
  const wait = (seconds: number): void => {
    at += seconds * 1000;
  };
  return { ...pool, wait };
}

test('has a code sent again, and uses the step up', async () => {
  const { config, outbox, wait } = await start(byEmail);
  const first = asked(await startSignIn<typeof byEmail>(config, { username }), 'emailOtp');
  const { back, skip } = first;
  expect([back, skip]).toEqual([undefined, undefined]);

  const soon = asked((await first.resend?.()) as Step<Flow>, 'emailOtp');
  expect(soon).toMatchObject({ resendAfter: 30, attemptsLeft: undefined });
  await expect(first.answer(outbox.lastCode())).rejects.toBeInstanceOf(StaleStepError);
  await expect(first.resend?.()).rejects.toBeInstanceOf(StaleStepError);

  wait(30);
  const again = asked((await soon.resend?.({ clientMetadata: { theme: 'dark' } })) as Step<Flow>, 'emailOtp');
  expect(again.resendAfter).toBeUndefined();
  expect(outbox.list()).toHaveLength(2);
  expect((await again.answer(outbox.lastCode())).name).toBe('signedIn');
});

test('goes on without a challenge, and back to a choice', async () => {
  const { config } = await start(byChoice);
  const first = asked(await startSignIn<typeof byChoice>(config, { username }), 'colour');
  expect(first.resend).toBeUndefined();
  const choice = asked((await first.skip?.()) as Step<Flow>, 'choose');
  expect([choice.resend, choice.back, choice.skip]).toEqual([undefined, undefined, undefined]);
  const mail = asked(await choice.answer('emailOtp'), 'emailOtp');
  const anew = asked((await mail.back?.()) as Step<Flow>, 'choose');
  const last = asked(await anew.answer('colour'), 'colour');
  expect((await last.answer('blue')).name).toBe('signedIn');
});

test('may still be asked for after a reload', async () => {
  const { config, outbox, wait } = await start(byEmail);
  const storages = { storage: memoryStorage(), pendingStorage: memoryStorage() };
  await createAuthClient<typeof byEmail>({ ...config, ...storages }).signIn({ username });
  wait(31);
  const step = await createAuthClient<typeof byEmail>({ ...config, ...storages }).resume();
  const again = asked((await step?.resend?.()) as Step<Flow>, 'emailOtp');
  expect(outbox.list()).toHaveLength(2);
  expect((await again.answer(outbox.lastCode())).name).toBe('signedIn');
});

test('keeps what makes this device known, once it signed in, and signs in while strangers wait', async () => {
  const { config, outbox, wait } = await start(byEmail);
  const storage = memoryStorage();
  const auth = createAuthClient<typeof byEmail>({ ...config, storage });
  const strangers = createAuthClient<typeof byEmail>({ ...config, storage: memoryStorage() });
  const signIn = async (client: typeof auth) => asked(await client.signIn({ username }), 'emailOtp');

  const first = await signIn(auth);
  const { tokens } = await first.answer(outbox.lastCode());
  const key = `CognitoIdentityServiceProvider.${config.clientId}.${JSON.parse(atob(String(tokens?.accessToken.split('.')[1]))).username}.knownDevice`;
  const device = storage.getItem(key);
  expect(device).toMatch(/^[\w-]{22}$/);
  await auth.signOut();
  expect(storage.getItem(key)).toBe(device);

  for (let times = 0; times < 6; times++) {
    wait(31);
    const step = await signIn(strangers);
    asked(await asked(await step.answer('00000000'), 'emailOtp').answer('00000000'), 'emailOtp');
  }
  wait(31);
  const stranger = await signIn(strangers);
  expect(stranger.retryAfter).toBeGreaterThan(0);
  expect(asked(await stranger.answer(outbox.lastCode()), 'emailOtp').retry).toBe('wait');
  const mine = await signIn(auth);
  expect(mine.retryAfter).toBeUndefined();
  expect((await mine.answer(outbox.lastCode())).name).toBe('signedIn');
});

test.each([null, 'throws'])('signs in all the same where nothing is kept: %s', async (how) => {
  const { config, outbox } = await start(byEmail);
  const fails = (): never => {
    throw new Error('full');
  };
  const storage = how === null ? null : { getItem: fails, setItem: fails, removeItem: fails };
  const auth = createAuthClient<typeof byEmail>({ ...config, storage });
  const step = asked(await auth.signIn({ username }), 'emailOtp');
  expect((await step.answer(outbox.lastCode())).name).toBe('signedIn');
});
