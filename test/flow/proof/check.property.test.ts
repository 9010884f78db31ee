import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { check, diagram, installPurityGuard, type Path } from '../../../lib/flow/index.ts';
import { anyFlow, anyReplies, anyUser } from '../arbitrary-flow.ts';
import { play, type Reply } from '../sign-in.ts';

// Once, and not for each of a thousand flows.
afterAll(installPurityGuard());

const begin = fc.constantFrom('plain' as const, 'srp' as const);

/** A user of whom the path's answers are true. */
function userOf({ steps }: Path): Record<string, string> {
  const attributes: Record<string, string> = { 'cognito:user_status': 'CONFIRMED' };
  for (const step of steps) {
    if (step.kind !== 'question' || !step.answer) continue;
    attributes[step.attribute] = step.value ?? attributes[step.attribute] ?? 'something else';
  }
  return attributes;
}

/** Answers that lead along the path. */
const repliesOf = ({ steps }: Path): readonly Reply[] =>
  steps.flatMap((step): readonly Reply[] => {
    const wrong = (rounds: number) => Array.from({ length: rounds }, () => ({ right: false }));
    if (step.kind === 'challenge') return step.passed ? [{ right: true }] : wrong(step.rounds);
    if (step.kind !== 'choice') return [];
    return step.picked ? [{ right: true, option: step.options.indexOf(step.picked) }] : wrong(step.rounds);
  });

test('every counter-example happens when it is played', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyFlow, (flow) => {
      const verdict = check(flow, { runs: 4000 });
      for (const { rule, path } of verdict.holds ? [] : verdict.violations) {
        if (!path) continue;
        seen.add(rule);
        const user = { userAttributes: path.known ? userOf(path) : {}, userNotFound: !path.known };
        const how = path.steps.some(({ kind }) => kind === 'password') ? 'srp' : 'plain';
        const { last, rounds } = play(flow, repliesOf(path), user, how);
        if (rule === 'tokens-without-factors') {
          expect(last).toMatchObject({ kind: 'refuse', reason: 'factors-missing' });
        } else if (rule === 'too-many-rounds') {
          expect(last).toMatchObject({ kind: 'refuse', reason: 'too-many-rounds' });
        } else {
          expect(rule).toBe('unknown-user');
          expect(last.kind).toBe('refuse');
        }
        expect(rounds).toBeLessThanOrEqual(20);
      }
    }),
    { numRuns: 500 },
  );
  expect([...seen]).toEqual(expect.arrayContaining(['tokens-without-factors', 'unknown-user']));
});

test('where a flow holds, no sign-in ends without its factors', () => {
  let held = 0;
  fc.assert(
    fc.property(anyFlow, anyReplies, anyUser, begin, (flow, replies, user, how) => {
      const verdict = check(flow, { runs: 4000 });
      const factorless =
        verdict.holds || !verdict.violations.some(({ rule }) => ['tokens-without-factors', 'too-large'].includes(rule));
      if (!factorless || user.userNotFound) return;
      held++;
      const { last } = play(flow, replies, user, how);
      if (last.kind === 'refuse') expect(last.reason).not.toBe('factors-missing');
    }),
    { numRuns: 500 },
  );
  expect(held).toBeGreaterThan(20);
});

test('verdict and diagram are the same each time', () => {
  fc.assert(
    fc.property(anyFlow, (flow) => {
      expect(check(flow, { runs: 4000, now: () => 0 })).toEqual(check(flow, { runs: 4000, now: () => 0 }));
      expect(diagram(flow)).toBe(diagram(flow));
    }),
    { numRuns: 50 },
  );
});
