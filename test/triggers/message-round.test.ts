import { describe, expect, test } from 'vitest';
import { type ChallengeHandlers, defineChallenge, defineFlow, type MessageLimits } from '../../lib/flow/index.ts';
import { deploy } from '../ledger/support/deployment.ts';
import { emailFlow } from './flows.ts';
import { createEvent, entry, verifyEvent } from './setup.ts';

// What strangers do with messages: each name is anybody's to begin a sign-in with.

type Who = Parameters<typeof createEvent>[0];
type Deployed = ReturnType<typeof deploy>;
const nobody = (userName = 'nobody@example.com') => ({ userNotFound: true, userName }) as const;

/** A flow of one call. Its decoy has a code too, which its author never thought of as one that somebody knows. */
function callFlow(parts: Partial<ChallengeHandlers> = {}, messages: Partial<MessageLimits> = {}) {
  const call = defineChallenge({
    factor: 'possession',
    limits: { messages },
    needs: { attributes: { uses: ['phone_number'] } },
    create: ({ state, user }) => ({
      parameters: {},
      privateParameters: { code: state ?? '4711' },
      state: state ?? '4711',
      ...(state === undefined && { message: { to: user.attributes.phone_number ?? '+1555', code: '4711' } }),
    }),
    decoy: ({ state }) => ({ parameters: {}, privateParameters: { code: '----' }, state: state ?? '----' }),
    verify: ({ answer, privateParameters }) => answer === privateParameters.code,
    judgesDecoys: true,
    deliver: () => {},
    ...parts,
  });
  return defineFlow({ call }, function* ({ pass }) {
    yield* pass('call');
  });
}

async function roundOf({ create, aws }: Deployed, who: Who = {}) {
  const { response } = await create(createEvent(who));
  await aws.idle();
  return {
    told: response.publicChallengeParameters ?? {},
    kept: response.privateChallengeParameters ?? {},
    metadata: response.challengeMetadata ?? '',
  };
}

async function isRight({ verify }: Deployed, kept: Record<string, string>, challengeAnswer: string, who: Who = {}) {
  const event = verifyEvent({ ...who, privateChallengeParameters: kept, challengeAnswer });
  return (await verify(event)).response.answerCorrect;
}

describe('a round for which nothing was sent', () => {
  test('takes no answer, not the decoy’s either, and says so in the log', async () => {
    const d = deploy(callFlow());
    expect(await isRight(d, (await roundOf(d)).kept, '4711')).toBe(true);
    d.clock.advance({ seconds: 5 });
    const round = await roundOf(d);
    expect(round.told).toMatchObject({ resendAfter: '25' });
    for (const answer of ['----', '4711']) expect(await isRight(d, round.kept, answer)).toBe(false);
    expect(d.lines.at(-1)?.fields).toMatchObject({ decision: 'wrong', reason: 'message-budget' });
  });

  test('keeps nothing: the next one is asked as the first, and is sent a message as soon as one may go', async () => {
    const d = deploy(callFlow());
    expect(await isRight(d, (await roundOf(d)).kept, '4711')).toBe(true);
    const unsent = await roundOf(d);
    const session = [entry(false, unsent.metadata)];
    expect((await roundOf(d, { session })).told).toMatchObject({ attemptsLeft: '2', resendAfter: '30' });
    d.clock.advance({ seconds: 30 });
    const { told, kept } = await roundOf(d, { session });
    expect(told).not.toHaveProperty('resendAfter');
    expect(await isRight(d, kept, '4711')).toBe(true);
  });

  test('is the same where a message is over before another one may go', async () => {
    const d = deploy(callFlow({}, { lifetime: 60, pause: 120 }));
    await roundOf(d);
    d.clock.advance({ seconds: 61 });
    const round = await roundOf(d);
    expect(round.told).toMatchObject({ resendAfter: '59' });
    expect(await isRight(d, round.kept, '----')).toBe(false);
  });
});

describe('a message', () => {
  test('of nobody is not shared by who takes the name later', async () => {
    const d = deploy(callFlow());
    await roundOf(d, nobody('alice'));
    const { kept } = await roundOf(d, { userName: 'alice' });
    expect(await isRight(d, kept, '----', { userName: 'alice' })).toBe(false);
    expect(await isRight(d, kept, '4711', { userName: 'alice' })).toBe(true);
  });

  test.each([
    [{ email: 'old@example.com' }, { email: 'new@example.com' }],
    [{ email_verified: 'true' }, { email_verified: 'false' }],
  ])('is not shared once its user is otherwise: %j, then %j', async (before, after) => {
    const d = deploy(emailFlow);
    const as = (change: Record<string, string>): Who => ({
      userAttributes: { sub: 'a sub', email: 'alice@example.com', email_verified: 'true', ...change },
    });
    await roundOf(d, as(before));
    d.clock.advance({ seconds: 20 });
    const fresh = await roundOf(d, as(after));
    expect(fresh.told).toMatchObject({ resendAfter: '10' });
    expect(await isRight(d, fresh.kept, d.outbox.lastCode(), as(after))).toBe(false);
    d.clock.advance({ seconds: 10 });
    await roundOf(d, as(after));
    expect(d.outbox.list().map(({ to }) => to)).toEqual(
      'email' in after ? ['new@example.com', 'old@example.com'] : ['alice@example.com'],
    );
  });

  test('and what verify says was used are used up, both', async () => {
    const d = deploy(
      callFlow({
        verify: ({ answer, privateParameters }) => ({
          right: answer === 'token' || answer === privateParameters.code,
          once: answer,
        }),
      }),
    );
    expect(await isRight(d, (await roundOf(d)).kept, 'token')).toBe(true);
    d.clock.advance({ seconds: 31 });
    const { kept } = await roundOf(d);
    expect(await isRight(d, kept, 'token')).toBe(false);
    expect(d.lines.at(-1)?.fields.reason).toBe('used');
  });

  test('stays where a challenge counts in its state, and the count goes on', async () => {
    const sent: string[] = [];
    const counting = (state: string | undefined) => {
      const [code = '4711', count = '0'] = state?.split('.') ?? [];
      return { parameters: {}, privateParameters: { code }, state: `${code}.${Number(count) + 1}` };
    };
    const d = deploy(
      callFlow({
        create: ({ state }) => ({
          ...counting(state),
          ...(state === undefined && { message: { to: '+1555', code: '4711' } }),
        }),
        decoy: ({ state }) => counting(state ?? '----.0'),
        deliver: (_context, { code = '' }) => void sent.push(code),
      }),
    );
    const first = await roundOf(d);
    d.clock.advance({ seconds: 40 });
    const second = await roundOf(d, { session: [entry(false, first.metadata)] });
    expect(second.metadata).toContain('4711.2');
    d.clock.advance({ seconds: 5 });
    expect((await roundOf(d)).told).not.toHaveProperty('sentAgo');
    expect(sent).toEqual(['4711', '4711']);
  });

  test('that is made of a clock that was ahead holds up none', async () => {
    const d = deploy(emailFlow);
    d.clock.advance({ minutes: 60 });
    await roundOf(d);
    const behind = deploy(emailFlow, d.aws, {});
    behind.aws.invoked = (poke) => behind.deliver(poke as never);
    expect((await roundOf(behind)).told).not.toHaveProperty('sentAgo');
    expect(behind.outbox.list()).toHaveLength(1);
  });

  test('is made by a clock of fractions too', async () => {
    const d = deploy(emailFlow, undefined, { now: () => Date.UTC(2026, 10, 26) + 0.5 });
    await roundOf(d);
    expect((await roundOf(d)).told).toMatchObject({ sentAgo: '1' });
  });

  test.each([{}, nobody()])('is refused without a state to keep it by, for users and others alike: %j', async (who) => {
    const d = deploy(callFlow({ create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }) }));
    await expect(roundOf(d, who)).rejects.toThrow('Something went wrong');
    expect(d.lines.at(-1)?.fields.error).toMatchObject({ code: 'challenge-output' });
  });
});

describe('budgets of a destination, and of all', () => {
  test('are spent by what goes out: of sign-ins that come at once, once', async () => {
    const d = deploy(emailFlow);
    await Promise.all(Array.from({ length: 25 }, () => roundOf(d)));
    expect(d.outbox.list()).toHaveLength(1);
    d.clock.advance({ minutes: 11 });
    await roundOf(d);
    expect(d.outbox.list()).toHaveLength(2);
    const counts = [...d.aws.items].filter(([pk]) => pk.startsWith('d')).map(([, item]) => item.n);
    expect(counts).toEqual([{ N: '2' }]);
  });

  test.each(['perHour', 'perDestination'] as const)('tell nobody who exists: %s', async (limit) => {
    const told = async (whoever: (nth: number) => Who) => {
      const sent: string[] = [];
      const d = deploy(callFlow({ deliver: (_context, { to }) => void sent.push(to) }, { [limit]: 3, perDay: 1000 }));
      const rounds: Record<string, string>[] = [];
      for (let nth = 0; nth < 5; nth++) {
        const { device: _drawn, ...round } = (await roundOf(d, whoever(nth))).told;
        rounds.push(round);
      }
      const notes = d.lines.filter(({ message }) => message.startsWith('Create')).map(({ fields }) => fields.reason);
      return { rounds, sent, notes };
    };
    const known = await told((nth) => ({ userName: `user-${nth}` }));
    const unknown = await told((nth) => nobody(`user-${nth}`));
    expect(known.rounds).toEqual(unknown.rounds);
    expect(known.rounds.every((round) => !('resendAfter' in round))).toBe(true);
    expect([known.sent.length, unknown.sent.length]).toEqual([3, 0]);
    expect(known.notes).toEqual([undefined, undefined, undefined, 'message-budget', 'message-budget']);
  });

  test('are of one name, however nobody’s is spelled', async () => {
    const d = deploy(emailFlow);
    await roundOf(d, nobody('Bob@example.com'));
    d.clock.advance({ seconds: 31 });
    await roundOf(d, nobody('bob@example.com'));
    expect([...d.aws.items.keys()].filter((pk) => pk.startsWith('d'))).toHaveLength(1);
  });
});
