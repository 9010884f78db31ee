import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeMessageLimits } from '../../lib/flow/message-limits.ts';
import { budgetFor, type MessageCounts } from '../../lib/ledger/message-budget.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const LIMITS = takeMessageLimits({});

/** Sends whenever it may: the seconds at which messages went out, of those at which one was asked for. */
function sentAt(asked: readonly number[], limits = LIMITS): readonly number[] {
  let known: MessageCounts | undefined;
  const sent: number[] = [];
  for (const seconds of asked) {
    const budget = budgetFor(known, limits, NOW + seconds * 1000);
    if (!budget.allowed) continue;
    known = budget.next;
    sent.push(seconds);
  }
  return sent;
}

const every = (step: number, until: number): readonly number[] =>
  Array.from({ length: Math.floor(until / step) + 1 }, (_, nth) => nth * step);

describe('the budget of messages to one user', () => {
  test('is five at once, no two within the pause, then one in ten minutes', () => {
    expect(sentAt(every(1, 1800))).toEqual([0, 30, 60, 90, 120, 600, 1200, 1800]);
  });

  test('is whole again when nothing was sent for as long', () => {
    expect(sentAt([...every(30, 120), 3000, 3030, 3060, 3090, 3120, 3150])).toEqual([
      ...[0, 30, 60, 90, 120],
      ...[3000, 3030, 3060, 3090, 3120],
    ]);
  });

  test('is twenty a day, then one an hour, never none', () => {
    const sent = sentAt(every(10, 12 * 3600 - 1));
    expect(sent.slice(0, 20).at(-1)).toBe(15 * 600);
    const late = sent.slice(20);
    expect(late).toEqual(Array.from({ length: late.length }, (_, nth) => 15 * 600 + (nth + 1) * 3600));
    // The day ends after twelve hours: twenty more, and one in each of the nine hours that are left.
    expect(sentAt(every(10, 24 * 3600)).filter((seconds) => seconds >= 12 * 3600)).toHaveLength(20 + 9);
  });

  test('says from when on the next one may go, and from then on it may', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 7200 }), { minLength: 1, maxLength: 60 }),
        fc.record({
          burst: fc.integer({ min: 1, max: 6 }),
          every: fc.integer({ min: 1, max: 900 }),
          perDay: fc.integer({ min: 1, max: 12 }),
          pause: fc.integer({ min: 1, max: 120 }),
        }),
        (pauses, given) => {
          const limits = takeMessageLimits(given);
          let known: MessageCounts | undefined;
          let now = NOW;
          const today: number[] = [];
          for (const pause of pauses) {
            now += pause * 1000;
            const budget = budgetFor(known, limits, now);
            if (!budget.allowed) {
              expect(budget.again).toBeGreaterThan(now);
              expect(budgetFor(known, limits, budget.again - 1).allowed).toBe(false);
              expect(budgetFor(known, limits, budget.again).allowed).toBe(true);
              continue;
            }
            if (known) expect(now - known.sentAt).toBeGreaterThanOrEqual(limits.pause * 1000);
            known = budget.next;
            today.push(now);
            // Any window holds the burst, and one more for each `every` that passes in it.
            const first = today[0] as number;
            expect(today.length).toBeLessThanOrEqual(limits.burst + Math.floor((now - first) / (limits.every * 1000)));
          }
        },
      ),
    );
  });

  test('is not closed by a clock that was ahead', () => {
    const ahead = { sentAt: NOW + 86_400_000, wholeAt: NOW + 30 * 86_400_000, day: 0, sentToday: 3 };
    const budget = budgetFor(ahead, LIMITS, NOW);
    expect(budget.allowed ? 0 : budget.again - NOW).toBeLessThanOrEqual(600_000);
  });
});
