import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import {
  MemoryLedger,
  Outbox,
  SimulatedClock,
  type SimulatedUser,
  simulate,
  type Visit,
} from '../../lib/testing/index.ts';

// Whoever doesn't have the mailbox sees the same of a user and of nobody, whatever they do, over many sign-ins.

const word = defineChallenge({
  factor: 'knowledge',
  create: () => ({ parameters: {} }),
  decoy: () => ({ parameters: {} }),
  verify: () => false,
});
const flow = defineFlow({ mail: emailOtp({ expiresIn: 60 }), word }, function* ({ attempt, choose }) {
  yield* attempt('word');
  yield* choose('mail', 'word');
});
const known: SimulatedUser = {
  userName: 'sub-of-alice',
  attributes: { sub: 'sub-of-alice', email: 'a@example.com', email_verified: 'true' },
};
const unknown: SimulatedUser = { userNotFound: true, userName: 'a@example.com' };
const DEVICE = 'kZ7xQm2RtV9sLwYb0HcNdA';

const anyMove = fc.record({
  wait: fc.constantFrom(0, 1, 20, 31, 65, 700, 4000),
  does: fc.constantFrom(
    'begin',
    'answer',
    'answer',
    'resend',
    'back',
    'skip',
    'pick mail',
    'pick word',
    'pick nothing',
  ),
  hasDevice: fc.boolean(),
});

/** What somebody sees who does this; of a mask only that it is there. */
async function seenBy(
  user: SimulatedUser,
  moves: readonly (typeof anyMove extends fc.Arbitrary<infer Move> ? Move : never)[],
) {
  const clock = new SimulatedClock(Date.UTC(2026, 10, 26, 9));
  const world = { ledger: new MemoryLedger(), clock, outbox: new Outbox({ now: clock.now }), sessionMinutes: 15 };
  const seen: unknown[] = [];
  let visit: Visit<typeof flow> | undefined;
  for (const { wait, does, hasDevice } of moves) {
    clock.advance({ seconds: wait });
    const isOver = !visit || ['refused', 'signedIn'].includes(visit.step.name);
    if (!visit || isOver || does === 'begin')
      visit = await simulate(flow, user, { ...world, ...(hasDevice && { device: DEVICE }) });
    else {
      const instead = ['resend', 'back', 'skip'].includes(does) ? does : undefined;
      const [, choice] = /^pick (.*)/.exec(does) ?? [];
      await visit.answer((choice ?? '00000000') as never, {
        clientMetadata: { ...(instead && { instead }), ...(choice && { choice }) },
      });
    }
    const { step } = visit;
    seen.push(
      step.name === 'refused'
        ? [step.error.code, step.error.message]
        : JSON.parse(JSON.stringify(step).replace(/"deliveredTo":"[^"]*"/, '"deliveredTo":""')),
    );
  }
  return seen;
}

const property = fc.asyncProperty(fc.array(anyMove, { minLength: 5, maxLength: 60 }), async (moves) => {
  expect(await seenBy(known, moves)).toEqual(await seenBy(unknown, moves));
});

test('a user and nobody look the same, over sign-ins, waits, budgets, extras and devices', () =>
  fc.assert(property, { numRuns: 50 }));

test('and in many more orders', { tags: 'slow', timeout: 120_000 }, () => fc.assert(property, { numRuns: 200 }));
