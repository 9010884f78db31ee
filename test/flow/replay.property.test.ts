import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Flow, MOST_ROUNDS, type ReplayContext, readMetadata, replay } from '../../lib/flow/index.ts';
import { anyFlow, anyReplies, anyUser, NAMES } from './arbitrary-flow.ts';
import { kindsProven } from './proof/kinds-proven.ts';
import { type Entry, play } from './sign-in.ts';

const begin = fc.constantFrom('plain' as const, 'srp' as const);
const outcomes = new Map<string, number>();

test('Define, Create and Verify agree in every round of every sign-in', () => {
  fc.assert(
    fc.property(anyFlow, anyReplies, anyUser, begin, (flow, replies, user, how) => {
      const { last, rounds } = play(flow, replies, user, how);
      outcomes.set(last.kind, (outcomes.get(last.kind) ?? 0) + 1);
      expect(rounds).toBeLessThanOrEqual(MOST_ROUNDS);
    }),
    { numRuns: 1000 },
  );
  // The sign-ins played do reach every decision, else this shows nothing.
  expect([...outcomes.keys()].sort()).toEqual(['ask', 'refuse', 'tokens']);
});

test('replay gives the same decision for the same session', () => {
  fc.assert(
    fc.property(anyFlow, anyReplies, anyUser, begin, (flow, replies, user, how) => {
      const { session, last, choice } = play(flow, replies, user, how);
      expect(replay(flow, structuredClone(session), { ...structuredClone(user), choice })).toEqual(last);
    }),
  );
});

test('tokens only for a known user, within 20 rounds, with the declared factors passed', () => {
  fc.assert(
    fc.property(anyFlow, anyReplies, anyUser, begin, (flow, replies, user, how) => {
      const { session, last, rounds } = play(flow, replies, user, how);
      if (last.kind !== 'tokens') return;
      expect(user.userNotFound).toBe(false);
      expect(rounds).toBeLessThanOrEqual(MOST_ROUNDS);
      expect(kindsProven(flow, session).size).toBeGreaterThanOrEqual(flow.factors);
    }),
    { numRuns: 1000 },
  );
});

test('a state comes from the try before of the same ask, never from another ask', () => {
  fc.assert(
    fc.property(anyFlow, anyReplies, anyUser, begin, (flow, replies, user, how) => {
      const { last } = play(flow, replies, user, how);
      if (last.kind !== 'ask') return;
      expect(last.state).toBe(last.attempt > 1 ? `state of ${last.name} ${last.index}` : undefined);
    }),
    { numRuns: 500 },
  );
});

/** Whether the flow itself asked every round of the session, each at its place: the slow way to know a session is its own. */
function madeByFlow(flow: Flow, session: readonly Entry[], context: ReplayContext): boolean {
  return session.every((entry, position) => {
    if (entry.challengeName !== 'CUSTOM_CHALLENGE') return true;
    const before = session.slice(0, position);
    const asked = readMetadata(entry.challengeMetadata);
    const decision = replay(flow, before, { ...context, choice: asked?.picks.at(-1) });
    return decision.kind === 'ask' && decision.name === asked?.name && decision.index === asked.index;
  });
}

const change = fc.oneof(
  fc.record({ how: fc.constant('flip' as const), at: fc.nat(24) }),
  fc.record({ how: fc.constant('drop' as const), at: fc.nat(24) }),
  fc.record({ how: fc.constant('repeat' as const), at: fc.nat(24) }),
  fc.record({ how: fc.constant('swap' as const), at: fc.nat(24) }),
  fc.record({ how: fc.constant('rename' as const), at: fc.nat(24), name: fc.constantFrom<string>(...NAMES, 'choose') }),
  fc.record({ how: fc.constant('pass all' as const), at: fc.nat(24) }),
  fc.record({
    how: fc.constant('foreign' as const),
    at: fc.nat(24),
    name: fc.constantFrom('SMS_MFA', 'PASSWORD_VERIFIER', 'SRP_A', 'NEW_PASSWORD_REQUIRED', 'WEB_AUTHN'),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(session: readonly Entry[], by: Change): readonly Entry[] {
  const at = by.at % (session.length + 1);
  const entry = session[at];
  if (by.how === 'foreign') {
    return session.toSpliced(at, 0, { challengeName: by.name, challengeResult: true, challengeMetadata: null });
  }
  if (by.how === 'pass all') return session.map((each) => ({ ...each, challengeResult: true }));
  if (!entry) return session;
  const other = session[at + 1];
  switch (by.how) {
    case 'flip':
      return session.with(at, { ...entry, challengeResult: !entry.challengeResult });
    case 'drop':
      return session.toSpliced(at, 1);
    case 'repeat':
      return session.toSpliced(at, 0, entry);
    case 'swap':
      return other ? session.toSpliced(at, 2, other, entry) : session;
    case 'rename':
      return session.with(at, { ...entry, challengeMetadata: JSON.stringify([1, by.name, at, []]) });
  }
}

test('no session that the flow did not make gets tokens, and none makes replay throw', () => {
  let tokens = 0;
  fc.assert(
    fc.property(
      anyFlow,
      anyReplies,
      anyUser,
      begin,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (flow, replies, user, how, changes) => {
        const played = play(flow, replies, user, how);
        const session = changes.reduce(changed, played.session);
        const context = { ...user, choice: played.choice };
        const decision = replay(flow, session, context);
        if (decision.kind !== 'tokens') return;
        tokens++;
        expect(madeByFlow(flow, session, context)).toBe(true);
        expect(kindsProven(flow, session).size).toBeGreaterThanOrEqual(flow.factors);
        expect(user.userNotFound).toBe(false);
      },
    ),
    { numRuns: 2000 },
  );
  expect(tokens).toBeGreaterThan(0);
});

test('whatever stands in the place of a session, replay decides and never issues tokens for it', () => {
  const entry = fc.oneof(
    fc.anything(),
    fc.record({ challengeName: fc.anything(), challengeResult: fc.anything(), challengeMetadata: fc.anything() }),
    fc.record({
      challengeName: fc.constantFrom('CUSTOM_CHALLENGE', 'SRP_A', 'PASSWORD_VERIFIER'),
      challengeResult: fc.boolean(),
      challengeMetadata: fc.oneof(fc.string(), fc.json(), fc.constant('[1,"__proto__",0,[]]')),
    }),
  );
  fc.assert(
    fc.property(anyFlow, fc.oneof(fc.anything(), fc.array(entry, { maxLength: 50 })), (flow, session) => {
      const decision = replay(flow, session, { userAttributes: {}, userNotFound: false });
      expect(['ask', 'password', 'refuse']).toContain(decision.kind);
    }),
    { numRuns: 1000 },
  );
});
