import { expect, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import {
  claimsOf,
  confirmSignUp,
  createAuthClient,
  memoryStorage,
  resendConfirmationCode,
  SessionError,
  signUp,
  startSignIn,
} from '../../lib/client/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { startLocalSignIn } from './support/local-sign-in.ts';

const colour = () =>
  defineChallenge({
    factor: 'knowledge',
    create: () => ({ parameters: { question: 'What is your favourite colour?' } }),
    decoy: () => ({ parameters: { question: 'What is your favourite colour?' } }),
    parseAnswer: (text): { colour: string } => JSON.parse(text),
    verify: ({ answer }) => answer.colour === 'blue',
  });
const byEmail = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});
const byChoice = defineFlow({ emailOtp: emailOtp(), colour: colour() }, function* ({ choose }) {
  yield* choose('emailOtp', 'colour');
});
const username = 'alice@example.com';
const wrongOf = (code: string) => (code === '00000000' ? '00000001' : '00000000');

test('signs in by the code that was e-mailed, after a wrong one', async () => {
  const { config, outbox } = await startLocalSignIn(byEmail);
  const auth = createAuthClient<typeof byEmail>({ ...config, storage: memoryStorage() });

  let step = await auth.signIn({ username });
  if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
  expect(step.parameters.deliveredTo).toBe('a***@e***');
  expect(step.attemptsLeft).toBeUndefined();
  const code = outbox.lastCode();

  step = await step.answer(wrongOf(code));
  if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
  expect(step).toMatchObject({ attemptsLeft: 2, retry: 'wrong' });

  step = await step.answer(code);
  if (step.name !== 'signedIn') throw new Error(`asked ${step.name}`);
  expect(claimsOf(step.tokens.idToken)).toMatchObject({ email: username, token_use: 'id' });
  expect(claimsOf(step.tokens.accessToken).username).toBe(claimsOf(step.tokens.idToken).sub);
  expect(await auth.tokens()).toMatchObject({ accessToken: step.tokens.accessToken });
  expect(outbox.list()).toHaveLength(1);
});

test('is refused after the last wrong answer', async () => {
  const { config, outbox } = await startLocalSignIn(byEmail);

  let step = await startSignIn<typeof byEmail>(config, { username });
  const wrong = wrongOf(outbox.lastCode());
  for (let left = 2; left > 0; left--) {
    if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
    step = await step.answer(wrong);
    expect(step).toMatchObject({ name: 'emailOtp', attemptsLeft: left });
  }

  if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
  await expect(step.answer(wrong)).rejects.toMatchObject({
    code: 'NotAuthorizedException',
    name: 'ServiceError',
    reason: 'attempts',
  });
});

test('asks somebody who does not exist the same, and refuses them in the end', async () => {
  const { config, outbox } = await startLocalSignIn(byEmail);

  let step = await startSignIn(config, { username: 'nobody@example.com' });
  for (const left of [2, 1]) {
    if (step.tokens) throw new Error('signed in');
    expect(Object.keys(step.parameters)).toContain('deliveredTo');
    step = await step.answer('123456');
    expect(step).toMatchObject({ name: 'emailOtp', attemptsLeft: left });
  }
  if (step.tokens) throw new Error('signed in');

  await expect(step.answer('123456')).rejects.toMatchObject({
    code: 'NotAuthorizedException',
    reason: 'attempts',
  });
  expect(outbox.list()).toEqual([]);
});

test('says when the answer came too late, by what the pool tells of its time', async () => {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const { config, outbox } = await startLocalSignIn(byEmail, { authSessionValidity: 5 }, now);

  const step = await startSignIn<typeof byEmail>({ ...config, now }, { username });
  if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
  expect(step.expiresAt).toBeGreaterThan(Date.now() + 290_000);
  ahead = step.expiresAt - Date.now() + 1_000;
  const error = await step.answer(outbox.lastCode()).catch((caught: unknown) => caught);

  expect(error).toBeInstanceOf(SessionError);
  expect(error).toMatchObject({ code: 'NotAuthorizedException', reason: 'expired' });
});

test('picks one of what is offered, and answers with more than a text', async () => {
  const { config } = await startLocalSignIn(byChoice);

  let step = await startSignIn<typeof byChoice>(config, { username });
  if (step.name !== 'choose') throw new Error(`asked ${step.name}`);
  expect(step.parameters.options).toEqual(['emailOtp', 'colour']);
  step = await step.answer('colour');
  if (step.name !== 'colour') throw new Error(`asked ${step.name}`);
  step = await step.answer({ colour: 'red' });
  if (step.name !== 'colour') throw new Error(`asked ${step.name}`);
  expect(step.attemptsLeft).toBe(2);
  step = await step.answer({ colour: 'blue' });

  expect(step.name).toBe('signedIn');
});

test('resumes after a reload, and an old step is refused by Cognito too', async () => {
  const { config, outbox } = await startLocalSignIn(byEmail);
  const storages = { storage: memoryStorage(), pendingStorage: memoryStorage() };
  const before = await createAuthClient<typeof byEmail>({ ...config, ...storages }).signIn({ username });

  const after = createAuthClient<typeof byEmail>({ ...config, ...storages });
  const step = await after.resume();
  if (step?.name !== 'emailOtp') throw new Error(`asked ${step?.name}`);
  expect((await step.answer(outbox.lastCode())).name).toBe('signedIn');

  expect(await after.resume()).toBeUndefined();
  if (before.name !== 'emailOtp') throw new Error(`asked ${before.name}`);
  await expect(before.answer('123456')).rejects.toBeInstanceOf(SessionError);
});

test.each([{ name: 'without a secret' }, { name: 'with a secret', clientSecret: 'ASecretOfTheAppClient00' }])(
  'an app client $name refreshes, and signs out here and everywhere',
  async ({ clientSecret }) => {
    let now = Date.now();
    const changes = clientSecret === undefined ? {} : { clientSecret };
    const { config, outbox } = await startLocalSignIn(byEmail, changes, () => now);
    const signIn = async () => {
      // A used code is followed by another one after the pause between two messages.
      now += 30_000;
      const auth = createAuthClient<typeof byEmail>({ ...config, storage: memoryStorage() });
      const step = await auth.signIn({ username });
      if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
      const last = await step.answer(outbox.lastCode());
      if (last.name !== 'signedIn') throw new Error(`asked ${last.name}`);
      return { auth, ...last.tokens };
    };

    const here = await signIn();
    const refreshed = await here.auth.tokens({ refresh: true });
    expect(refreshed?.refreshToken).toBe(here.refreshToken);
    expect(refreshed?.accessToken).not.toBe(here.accessToken);
    await here.auth.signOut();
    expect(await here.auth.tokens()).toBeUndefined();

    const there = await signIn();
    const elsewhere = await signIn();
    await elsewhere.auth.signOut({ global: true });
    expect(await there.auth.tokens({ refresh: true })).toBeUndefined();
  },
);

test('signs up, confirms, and signs in', async () => {
  const { config, outbox } = await startLocalSignIn(byEmail);
  const bob = 'bob@example.com';

  const { confirmed, delivery } = await signUp(config, { username: bob, attributes: { email: bob } });
  expect(confirmed).toBe(false);
  expect(delivery).toMatchObject({ medium: 'EMAIL', attribute: 'email' });
  await resendConfirmationCode(config, { username: bob });
  await confirmSignUp(config, { username: bob, code: outbox.lastCode(bob) });

  const step = await startSignIn<typeof byEmail>(config, { username: bob });
  if (step.name !== 'emailOtp') throw new Error(`asked ${step.name}`);
  expect((await step.answer(outbox.lastCode(bob))).name).toBe('signedIn');
});
