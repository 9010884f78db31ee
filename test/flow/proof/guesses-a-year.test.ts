import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeLimits } from '../../../lib/flow/challenge-limits.ts';
import { type GuessLimits, KNOWN_FOR, waitAfter } from '../../../lib/flow/guess-limits.ts';
import { guessesAYear } from '../../../lib/flow/proof/guesses-a-year.ts';

const DAY = 86_400;
const YEAR = 365 * DAY;

const defaults = (answers: number) => takeLimits({}, { factor: 'possession', answers }).guesses as GuessLimits;

/** The same, one guess after another: at each, whoever guesses goes on where the wait is shortest. */
function guessedOneByOne(limits: GuessLimits): number {
  let most = 0;
  for (let beginnings = 1; (beginnings - 1) * KNOWN_FOR < YEAR; beginnings++) {
    const fails = Array.from({ length: beginnings }, () => 1);
    let left = YEAR - (beginnings - 1) * KNOWN_FOR;
    for (;;) {
      const next = fails.indexOf(Math.min(...fails));
      left -= waitAfter((fails[next] as number) - 1, limits);
      if (left < 0) break;
      fails[next] = (fails[next] as number) + 1;
    }
    most = Math.max(
      most,
      fails.reduce((sum, each) => sum + each),
    );
  }
  return most;
}

describe('the guesses of a year', () => {
  test.each([
    // 11 at once, 4 while the wait doubles to 10 minutes, and one each 10 minutes.
    ['8 digits', 10 ** 8, 15 + Math.floor((YEAR - 900) / 600)],
    // Four times 100 until each takes a day, then 80 more: 90 days without one in between forget them three times.
    ['6 digits', 10 ** 6, 480],
    ['5 digits', 10 ** 5, 480],
  ])('are by default, at %s, so many', (_what, answers, guesses) => {
    expect(guessesAYear(defaults(answers))).toBe(guesses);
    expect(guesses / answers).toBeLessThan(1 / 200);
  });

  test('are counted as they are made, one by one', { timeout: 60_000 }, () => {
    const limits = fc.record(
      {
        free: fc.integer({ min: 1, max: 100 }),
        wait: fc.integer({ min: 600, max: DAY }),
        longest: fc.constantFrom(DAY),
        oneADayFrom: fc.integer({ min: 1, max: 1000 }),
      },
      { requiredKeys: ['free', 'wait', 'longest'] },
    );
    fc.assert(
      fc.property(limits, (each) => {
        expect(guessesAYear(each)).toBe(guessedOneByOne(each));
      }),
      { numRuns: 50 },
    );
    expect(guessesAYear(defaults(10 ** 6))).toBe(guessedOneByOne(defaults(10 ** 6)));
  });

  test('of millions take no longer to be counted', () => {
    expect(guessesAYear({ free: 100, wait: 1, longest: 1 })).toBe(101 + YEAR);
    expect(guessesAYear({ free: 1, wait: 1, longest: 1, oneADayFrom: 1 })).toBe(2 + 365);
  });

  test('gain by being forgotten where one begins with many', () => {
    expect(guessesAYear({ free: 100, wait: DAY, longest: DAY })).toBeGreaterThan(101 + 365);
  });
});
