import { describe, expect, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineFlow } from '../../lib/flow/index.ts';
import { type SimulateOptions, simulate } from '../../lib/testing/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { alice, byEmail, colour, shared } from './flows.ts';

const nobody = { userNotFound: true } as const;

const byChoice = defineFlow({ emailOtp: emailOtp(), colour: colour() }, function* ({ choose }) {
  yield* choose('emailOtp', 'colour');
});
const byAttempt = defineFlow({ emailOtp: emailOtp(), colour: colour() }, function* ({ attempt, pass }) {
  if (!(yield* attempt('colour'))) yield* pass('emailOtp');
});

describe('resend', () => {
  test('sends the same code again after the pause, while half of its life is left, and keeps the attempt', async () => {
    const visit = await simulate(byEmail, alice, { ...shared(), sessionMinutes: 15 });
    const code = visit.outbox.lastCode();
    await visit.answer('00000000');
    expect(visit.step).toMatchObject({ attemptsLeft: 2, retry: 'wrong', can: ['resend'] });
    expect(await visit.resend()).toMatchObject({
      name: 'emailOtp',
      attemptsLeft: 2,
      retry: undefined,
      resendAfter: 30,
    });
    expect(visit.outbox.list()).toHaveLength(1);
    visit.clock.advance({ seconds: 30 });
    expect(await visit.resend()).toMatchObject({ attemptsLeft: 2, resendAfter: undefined, sentAgo: undefined });
    expect(visit.outbox.list().map((message) => message.code)).toEqual([code, code]);
    expect(await visit.answer(code)).toEqual({ name: 'signedIn' });
  });

  test('sends another code later, and of the two the one that went out for this round is right', async () => {
    for (const which of [0, 1]) {
      const visit = await simulate(byEmail, alice, { ...shared(), sessionMinutes: 15 });
      visit.clock.advance({ minutes: 6 });
      await visit.resend();
      const [second, first] = visit.outbox.list().map(({ code = '' }) => code);
      expect(second).not.toBe(first);
      const step = await visit.answer((which === 0 ? first : second) ?? '');
      // A round knows one code: the one that went out for it.
      expect(step).toMatchObject(which === 0 ? { retry: 'wrong' } : { name: 'signedIn' });
    }
  });

  test('of a code that is over, where none may go out yet, leaves no code right', async () => {
    const short = defineFlow({ emailOtp: emailOtp({ expiresIn: 60 }) }, function* ({ pass }) {
      yield* pass('emailOtp');
    });
    const world = shared();
    const visit = await simulate(short, alice, { ...world, sessionMinutes: 15 });
    for (let times = 0; times < 4; times++) {
      world.clock.advance({ seconds: 61 });
      await simulate(short, alice, world);
    }
    world.clock.advance({ seconds: 61 });
    expect(await visit.resend()).toMatchObject({ resendAfter: expect.any(Number), retry: undefined });
    expect(await visit.answer(world.outbox.lastCode())).toMatchObject({ retry: 'wrong' });
    expect(world.outbox.list()).toHaveLength(5);
  });

  test('of a code that another sign-in has used leaves none right, until another one may go out', async () => {
    const world = shared();
    const [mine, other] = [await simulate(byEmail, alice, world), await simulate(byEmail, alice, world)];
    const code = world.outbox.lastCode();
    await other.answer(code);
    expect(await mine.resend()).toMatchObject({ resendAfter: expect.any(Number) });
    expect(await mine.answer(code)).toMatchObject({ retry: 'wrong' });
    world.clock.advance({ seconds: 31 });
    expect(await mine.resend()).toMatchObject({ resendAfter: undefined });
    expect(await mine.answer(world.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('is no answer: not the right code beside it either', async () => {
    const visit = await simulate(byEmail, alice, shared());
    const code = visit.outbox.lastCode();
    await visit.answer(code, { clientMetadata: { instead: 'resend' } });
    expect(visit.step).toMatchObject({ name: 'emailOtp', resendAfter: 30 });
    expect(visit.log.findLast(({ message }) => message.startsWith('Verify'))?.fields.reason).toBe('instead');
    expect(await visit.answer(code)).toEqual({ name: 'signedIn' });
  });

  test.each([alice, nobody])('is possible four times, then a wrong answer: %o', async (user) => {
    const visit = await simulate(byEmail, user, { ...shared(), sessionMinutes: 15 });
    for (let nth = 0; nth < 4; nth++) {
      visit.clock.advance({ seconds: 31 });
      expect(await visit.resend()).toMatchObject({ name: 'emailOtp', resendAfter: undefined });
    }
    expect(visit.step).toMatchObject({ can: [] });
    await expect(visit.resend()).rejects.toThrow(/resend isn't possible: the step, emailOtp, can only be answered/);
    await visit.answer('x', { clientMetadata: { instead: 'resend' } });
    expect(visit.step).toMatchObject({ attemptsLeft: 2, retry: 'wrong' });
    expect(visit.outbox.list()).toHaveLength(user === alice ? 5 : 0);
  });

  test('of what sends nothing is a wrong answer', async () => {
    const visit = await simulate(byAttempt, alice);
    expect(visit.step).toMatchObject({ name: 'colour', can: ['skip'] });
    await visit.answer('blue', { clientMetadata: { instead: 'resend' } });
    expect(visit.step).toMatchObject({ name: 'colour', attemptsLeft: 2, retry: 'wrong' });
    expect(await visit.answer('blue')).toEqual({ name: 'signedIn' });
  });
});

describe('back', () => {
  test('asks the choice again, and what is picked then has all of its attempts', async () => {
    const visit = await simulate(byChoice, alice, shared());
    expect(visit.step).toMatchObject({ name: 'choose', can: [] });
    await visit.choose('emailOtp');
    await visit.answer('00000000');
    expect(visit.step).toMatchObject({ can: ['resend', 'back'] });
    expect(await visit.back()).toMatchObject({ name: 'choose', attemptsLeft: undefined, retry: undefined });
    await visit.choose('colour');
    expect(visit.step).toMatchObject({ name: 'colour', attemptsLeft: undefined, can: ['back'] });
    expect(await visit.answer('blue')).toEqual({ name: 'signedIn' });
  });

  test('leads to the same code, which went out already', async () => {
    const visit = await simulate(byChoice, alice, shared());
    await visit.choose('emailOtp');
    const code = visit.outbox.lastCode();
    await visit.back();
    await visit.choose('emailOtp');
    expect(visit.step).toMatchObject({ sentAgo: 1 });
    expect(await visit.answer(code)).toEqual({ name: 'signedIn' });
    expect(visit.outbox.list()).toHaveLength(1);
  });
});

describe('skip', () => {
  test('goes on as if it had failed, where the flow does', async () => {
    const visit = await simulate(byAttempt, alice);
    expect(await visit.skip()).toMatchObject({ name: 'emailOtp', attemptsLeft: undefined, can: ['resend'] });
    expect(await visit.answer(visit.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('proves nothing: not by a right answer beside it', async () => {
    const visit = await simulate(byAttempt, alice);
    await visit.answer('blue', { clientMetadata: { instead: 'skip' } });
    expect(visit.step).toMatchObject({ name: 'emailOtp' });
  });

  test('of what must be passed is a wrong answer', async () => {
    const visit = await simulate(byEmail, alice);
    await visit.answer('x', { clientMetadata: { instead: 'skip' } });
    expect(visit.step).toMatchObject({ name: 'emailOtp', attemptsLeft: 2, retry: 'wrong' });
  });
});

test.each(['', 'Resend', 'resend ', 'forward', 'constructor'])(
  '%j is nothing to ask for: the answer counts',
  async (instead) => {
    const visit = await simulate(byEmail, alice);
    expect(await visit.answer(visit.outbox.lastCode(), { clientMetadata: { instead } })).toEqual({ name: 'signedIn' });
  },
);

describe('a known device', () => {
  async function lockOut(world: ReturnType<typeof shared>): Promise<void> {
    for (let given = 0; given < 12; given += 2) {
      const stranger = await simulate(byEmail, alice, { ...world, device: undefined });
      await stranger.answer('00000000');
      await stranger.answer('00000000');
    }
  }

  test('signs in while strangers wait, and its right answer forgives them nothing', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    await first.answer(world.outbox.lastCode());
    const { device } = first;
    expect(device).toMatch(/^[\w-]{22}$/);
    world.clock.advance({ minutes: 1 });
    await lockOut(world);
    const stranger = await simulate(byEmail, alice, world);
    expect(stranger.step).toMatchObject({ retryAfter: expect.any(Number) });
    const known = await simulate(byEmail, alice, { ...world, device });
    expect(await known.answer(world.outbox.lastCode())).toEqual({ name: 'signedIn' });
    world.clock.advance({ seconds: 31 });
    const other = await simulate(byEmail, alice, world);
    expect(other.step).toMatchObject({ retryAfter: expect.any(Number) });
  });

  test('has ten guesses, stolen, and is a stranger then', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    await first.answer(world.outbox.lastCode());
    const { device } = first;
    world.clock.advance({ minutes: 1 });
    await lockOut(world);
    const reasons: unknown[] = [];
    for (let given = 0; given < 12; given += 2) {
      const thief = await simulate(byEmail, alice, { ...world, device });
      await thief.answer('00000000');
      await thief.answer('00000000');
      reasons.push(
        ...thief.log.filter(({ message }) => message.startsWith('Verify')).map(({ fields }) => fields.reason),
      );
    }
    expect(reasons).toEqual([...Array(10).fill(undefined), 'locked', 'locked']);
  });

  test('may ask for a message again, where strangers used up those of a day', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    await first.answer(world.outbox.lastCode());
    const { device } = first;
    let stranger = first;
    for (let times = 0; times < 40 && (stranger.step as { resendAfter?: number }).resendAfter === undefined; times++) {
      world.clock.advance({ minutes: 11 });
      stranger = await simulate(byEmail, alice, world);
    }
    expect(stranger.step).toMatchObject({ resendAfter: expect.any(Number) });
    expect(await stranger.resend()).toMatchObject({ resendAfter: expect.any(Number) });
    const known = await simulate(byEmail, alice, { ...world, device });
    expect(known.step).toMatchObject({ resendAfter: expect.any(Number) });
    expect(await known.resend()).toMatchObject({ resendAfter: undefined });
    expect(await known.answer(world.outbox.lastCode())).toEqual({ name: 'signedIn' });
  });

  test('is nobody’s else, and known no longer after 90 days', async () => {
    const world = shared();
    const first = await simulate(byEmail, alice, world);
    await first.answer(world.outbox.lastCode());
    const bob = { attributes: { email: 'bob@example.com', email_verified: 'true' } };
    for (let given = 0; given < 11; given++) {
      const visit = await simulate(byEmail, bob, { ...world, device: first.device });
      await visit.answer('00000000');
    }
    const asked = await simulate(byEmail, bob, { ...world, device: first.device });
    await asked.answer('00000000');
    expect(asked.log.findLast(({ message }) => message.startsWith('Verify'))?.fields.reason).toBe('locked');
    world.clock.advance({ minutes: 60 * 24 * 91 });
    await lockOut(world);
    const late = await simulate(byEmail, alice, { ...world, device: first.device });
    await late.answer(world.outbox.lastCode());
    expect(late.step).toMatchObject({ retry: 'wait' });
  });
});

describe('functions that a deploy changes one after another', () => {
  const old = <Event extends { request: { clientMetadata?: Record<string, string> | null; session?: unknown } }>({
    event,
  }: {
    event: Event;
  }): void => {
    const { session = [] } = event.request;
    // What was deployed before read no metadata of six members.
    const isNew = (entry: { challengeMetadata?: string | null }) =>
      JSON.parse(entry.challengeMetadata ?? '[]').length > 5;
    if (Array.isArray(session) && session.some(isNew)) throw new Error('foreign metadata');
    if (event.request.clientMetadata) delete event.request.clientMetadata.instead;
  };
  const NAMES = ['define', 'create', 'verify'] as const;
  const subsets = Array.from({ length: 8 }, (_, bits) => NAMES.filter((_name, nth) => bits & (1 << nth)));
  const makers = {
    define: defineAuthChallengeHandler,
    create: createAuthChallengeHandler,
    verify: verifyAuthChallengeResponseHandler,
  };

  test.each(subsets.map((names) => [names.join(' and ') || 'none']))('old still: %s', async (named) => {
    for (const flow of [byEmail, byChoice, byAttempt]) {
      for (const instead of ['resend', 'back', 'skip']) {
        const handlers: SimulateOptions['handlers'] = (options) =>
          Object.fromEntries(
            NAMES.filter((name) => named.includes(name)).map((name) => [
              name,
              makers[name](flow as never, options).before(old as never),
            ]),
          );
        const visit = await simulate(flow as typeof byChoice, alice, { ...shared(), handlers, sessionMinutes: 15 });
        if (visit.step.name === 'choose') await visit.choose('emailOtp');
        for (let nth = 0; nth < 8 && !['signedIn', 'refused'].includes(visit.step.name); nth++) {
          visit.clock.advance({ seconds: 31 });
          await visit.answer('00000000' as never, { clientMetadata: { instead, choice: 'emailOtp' } });
          // Nobody gave a right answer to a factor.
          expect(visit.step.name).not.toBe('signedIn');
        }
      }
    }
  });
});
