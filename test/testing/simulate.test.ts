import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryLedger, Outbox, SimulatedClock, type SimulatedUser, simulate } from '../../lib/testing/index.ts';
import { alice, byChoice, byEmail, byPassword } from './flows.ts';

const refusal = {
  name: 'refused',
  error: { code: 'NotAuthorizedException', message: 'Incorrect username or password.' },
};

const wrongOf = (code: string): string => (code === '00000000' ? '11111111' : '00000000');

describe('a simulated sign-in', () => {
  test('asks, mails a code to the outbox, and ends with tokens', async () => {
    const visit = await simulate(byEmail, alice);
    expect(visit.step).toEqual({
      name: 'emailOtp',
      parameters: expect.objectContaining({ deliveredTo: 'a***@e***' }),
      ...{ attemptsLeft: undefined, retry: undefined, retryAfter: undefined },
      ...{ sentAgo: undefined, resendAfter: undefined, can: ['resend'] },
    });
    expect(visit.outbox.list()).toMatchObject([{ to: 'alice@example.com', channel: 'email' }]);
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
    expect(visit.events.map(({ trigger }) => trigger)).toEqual([
      'DefineAuthChallenge',
      'CreateAuthChallenge',
      'VerifyAuthChallengeResponse',
      'DefineAuthChallenge',
    ]);
  });

  test('tells how many answers are left, keeps the code, and refuses after the third wrong one', async () => {
    const visit = await simulate(byEmail, alice);
    const wrong = wrongOf(visit.outbox.lastCode());
    expect(await visit.answer(wrong)).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'wrong' });
    expect(await visit.answer(wrong)).toMatchObject({ name: 'emailOtp', attemptsLeft: 1, retry: 'wrong' });
    expect(visit.outbox.list()).toHaveLength(1);
    expect(await visit.answer(wrong)).toMatchObject(refusal);
    expect(visit.log.at(-1)?.fields).toMatchObject({ trigger: 'DefineAuthChallenge', decision: 'refuse' });
  });

  test('takes the right code after a wrong one', async () => {
    const visit = await simulate(byEmail, alice);
    await visit.answer(wrongOf(visit.outbox.lastCode()));
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('has a clock: an answer after the session is expired, one just before is not', async () => {
    const early = await simulate(byEmail, alice);
    early.clock.advance({ minutes: 2, seconds: 59 });
    expect((await early.answer(wrongOf(early.outbox.lastCode()))).name).toBe('emailOtp');
    early.clock.advance({ minutes: 2 });
    expect((await early.answer(wrongOf(early.outbox.lastCode()))).name).toBe('emailOtp');

    const late = await simulate(byEmail, alice);
    late.clock.advance({ minutes: 3, milliseconds: 1 });
    expect(await late.answer(late.outbox.lastCode())).toMatchObject({
      name: 'refused',
      error: { code: 'NotAuthorizedException', message: 'Invalid session for the user, session is expired.' },
    });
  });

  test('lets the session live as long as the client says', async () => {
    const visit = await simulate(byChoice, alice, { sessionMinutes: 15 });
    visit.clock.advance({ minutes: 15 });
    expect((await visit.choose('pin')).name).toBe('pin');
  });

  test('walks an unknown user as a known one, sends nothing, and never gives tokens', async () => {
    const outbox = new Outbox();
    const visit = await simulate(byEmail, { userNotFound: true, userName: 'bob@example.com' }, { outbox });
    const known = await simulate(byEmail, alice);
    expect(visit.step.name).toBe('emailOtp');
    expect(Object.keys('parameters' in visit.step ? visit.step.parameters : {})).toEqual(
      Object.keys('parameters' in known.step ? known.step.parameters : {}),
    );
    for (let attempt = 0; attempt < 3; attempt++) await visit.answer('123456');
    expect(visit.step).toMatchObject({ ...refusal, reason: 'challenge-failed' });
    expect(outbox.list()).toEqual([]);
    expect(visit.events[0]).toMatchObject({
      event: { userName: 'bob@example.com', request: { userNotFound: true, userAttributes: {} } },
    });
  });

  test('under LEGACY refuses an unknown user before any trigger, and tells handlers nothing of it', async () => {
    const legacy = { preventUserExistenceErrors: 'LEGACY' } as const;
    const nobody = await simulate(byEmail, { userNotFound: true }, legacy);
    expect(nobody.step).toMatchObject({
      name: 'refused',
      error: { code: 'UserNotFoundException', message: 'User does not exist.' },
    });
    expect(nobody.events).toEqual([]);
    const known = await simulate(byEmail, alice, legacy);
    expect(known.events[0]).not.toHaveProperty('event.request.userNotFound');
    const enabled = await simulate(byEmail, alice);
    expect(enabled.events[0]).toMatchObject({ event: { request: { userNotFound: false } } });
  });

  test('sends what is picked as the answer and as ClientMetadata.choice', async () => {
    const visit = await simulate(byChoice, alice);
    expect(visit.step).toMatchObject({ name: 'choose', parameters: { options: ['emailOtp', 'pin'] } });
    await visit.choose('pin', { clientMetadata: { tab: '1' } });
    expect(visit.step).toMatchObject({ name: 'pin', parameters: { length: '4' } });
    expect(visit.events[2]).toMatchObject({
      event: { request: { challengeAnswer: 'pin', clientMetadata: { tab: '1', choice: 'pin' } } },
    });
    expect(await visit.answer({ pin: '4711' })).toEqual({ name: 'signedIn' });
  });

  test('answers a choice by answer() too', async () => {
    const visit = await simulate(byChoice, alice);
    expect((await visit.answer('emailOtp')).name).toBe('emailOtp');
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('gives the right or a wrong password where Cognito asks it', async () => {
    const right = await simulate(byPassword, alice, { password: 'right' });
    expect(right.step.name).toBe('emailOtp');
    expect(right.events.map(({ event }) => 'session' in event.request && event.request.session.length)).toEqual([
      1, 2, 2,
    ]);
    expect(await right.answer(right.outbox.lastCode())).toEqual({ name: 'signedIn' });

    const wrong = await simulate(byPassword, alice, { password: 'wrong' });
    expect(wrong.step).toMatchObject(refusal);
    // Cognito asks Define nothing after a wrong password.
    expect(wrong.events).toHaveLength(1);

    const nobody = await simulate(byPassword, { userNotFound: true }, { password: 'right' });
    expect(nobody.step).toMatchObject(refusal);
  });

  test('refuses where the flow asks a password and the client began without', async () => {
    expect((await simulate(byPassword, alice)).step).toMatchObject(refusal);
  });

  test('passes over SRP_A where the flow asks no password', async () => {
    const visit = await simulate(byEmail, alice, { password: 'wrong' });
    expect(visit.step.name).toBe('emailOtp');
  });

  test('begins anew with the same clock and outbox; an old code is no good there', async () => {
    const visit = await simulate(byEmail, alice);
    const old = visit.outbox.lastCode();
    // Sooner it would be the same message.
    visit.clock.advance({ seconds: 30 });
    await visit.begin();
    expect(visit.outbox.list()).toHaveLength(2);
    if (old !== visit.outbox.lastCode()) expect(await visit.answer(old)).toMatchObject({ retry: 'wrong' });
  });
});

test('whatever is answered, tokens come with the right code within three answers, and only then', async () => {
  const answers = fc.array(fc.constantFrom('right', 'wrong', 'garbage'), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(answers, async (kinds) => {
      const visit = await simulate(byEmail, alice);
      const code = visit.outbox.lastCode();
      const texts = { right: code, wrong: wrongOf(code), garbage: 'let me in' };
      for (const kind of kinds) {
        if (visit.step.name !== 'emailOtp') break;
        await visit.answer(texts[kind]);
      }
      const right = kinds.indexOf('right');
      const signedIn = right >= 0 && right < 3;
      const expected = signedIn ? 'signedIn' : kinds.length < 3 ? 'emailOtp' : 'refused';
      expect(visit.step.name).toBe(expected);
    }),
    { numRuns: 40 },
  );
});

test('visits can share clock and outbox', async () => {
  const clock = new SimulatedClock(Date.UTC(2026, 0, 1));
  const outbox = new Outbox({ now: clock.now });
  await simulate(byEmail, alice, { clock, outbox });
  clock.advance({ minutes: 1 });
  await simulate(byEmail, { attributes: { email: 'bob@example.com', email_verified: 'true' } }, { clock, outbox });
  expect(outbox.list().map(({ to, sentAt }) => [to, sentAt])).toEqual([
    ['bob@example.com', Date.UTC(2026, 0, 1, 0, 1)],
    ['alice@example.com', Date.UTC(2026, 0, 1)],
  ]);
});

describe('visits that share a ledger', () => {
  const bob = { attributes: { email: 'bob@example.com', email_verified: 'true' } };
  const nobody = { userNotFound: true } as const;
  const shared = () => {
    const clock = new SimulatedClock(Date.UTC(2026, 0, 1));
    return { ledger: new MemoryLedger(), clock, outbox: new Outbox({ now: clock.now }) };
  };
  type Shared = ReturnType<typeof shared>;

  /** A visit after so many wrong answers, over as many sign-ins as they take. */
  async function failTimes(times: number, user: SimulatedUser, options: Shared) {
    const visit = await simulate(byEmail, user, options);
    for (let given = 0; given < times; given++) {
      if (visit.step.name !== 'emailOtp') await visit.begin();
      await visit.answer(user.userNotFound ? '00000000' : wrongOf(visit.outbox.lastCode()));
    }
    return visit;
  }

  test('count wrong answers together: the eleventh in a row brings a wait, and none is looked at before its end', async () => {
    const options = shared();
    expect((await failTimes(10, bob, options)).step).toMatchObject({ retry: 'wrong', retryAfter: undefined });
    expect((await failTimes(1, bob, options)).step).toMatchObject({ attemptsLeft: 2, retry: 'wait', retryAfter: 60 });

    const visit = await simulate(byEmail, bob, options);
    expect(visit.step).toMatchObject({ name: 'emailOtp', attemptsLeft: undefined, retry: undefined, retryAfter: 60 });
    visit.clock.advance({ seconds: 59 });
    await visit.answer(visit.outbox.lastCode());
    expect(visit.step).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'wait', retryAfter: 1 });
    expect(visit.log.at(-3)?.fields).toMatchObject({ decision: 'wrong', reason: 'locked' });
    visit.clock.advance({ seconds: 1 });
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('forgive them after a right answer', async () => {
    const options = shared();
    const visit = await failTimes(10, bob, options);
    await visit.answer(visit.outbox.lastCode());
    expect(visit.step).toEqual({ name: 'signedIn' });
    expect((await failTimes(10, bob, options)).step).toMatchObject({ retry: 'wrong', retryAfter: undefined });
  });

  test('know a user by the attributes, or by the name, and nobody else waits', async () => {
    const options = shared();
    await failTimes(11, bob, options);
    const others = [
      { attributes: { email_verified: 'true', email: 'bob@example.com' } },
      { ...bob, userName: 'another bob' },
      alice,
    ];
    const waits: unknown[] = [];
    for (const user of others) {
      const { step } = await simulate(byEmail, user, options);
      waits.push('retryAfter' in step && step.retryAfter);
    }
    expect(waits).toEqual([60, undefined, undefined]);
    const [first, second] = [await simulate(byEmail, bob), await simulate(byEmail, bob)];
    expect(first.events[0]?.event.userName).toBe(second.events[0]?.event.userName);
    expect(first.events[0]?.event.userName).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  });

  test('tell somebody who does not exist the same, and let nobody in after the wait either', async () => {
    const options = shared();
    const [known, unknown] = [await failTimes(11, bob, options), await failTimes(11, nobody, options)];
    const { parameters, ...told } = unknown.step as Extract<typeof unknown.step, { name: 'emailOtp' }>;
    expect(Object.keys(parameters)).toEqual(['deliveredTo', 'digits']);
    expect(known.step).toMatchObject(told);
    expect(told).toMatchObject({ retry: 'wait', retryAfter: 60 });
    unknown.clock.advance({ minutes: 1 });
    await unknown.answer('00000000');
    expect(unknown.step.name).toBe('refused');
  });

  test('share a message, whose code passes in one of them', async () => {
    const options = shared();
    const [first, second] = [await simulate(byEmail, bob, options), await simulate(byEmail, bob, options)];
    expect(second.step).toMatchObject({ name: 'emailOtp', sentAgo: 1 });
    const code = options.outbox.lastCode();
    expect(await first.answer(code)).toEqual({ name: 'signedIn' });
    expect(await second.answer(code)).toMatchObject({ name: 'emailOtp', retry: 'used' });
  });

  test('begin with an empty one unless they share it', async () => {
    const { clock } = shared();
    await failTimes(11, bob, { ...shared(), clock });
    expect((await simulate(byEmail, bob, { clock })).step).toMatchObject({ retryAfter: undefined });
  });
});
