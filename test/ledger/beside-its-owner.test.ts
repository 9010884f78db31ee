import { expect, test } from 'vitest';
import { takeLimits } from '../../lib/flow/challenge-limits.ts';
import { judgeGuess, readWait } from '../../lib/ledger/guesses.ts';
import { MemoryLedger, SimulatedClock } from '../../lib/testing/index.ts';

const DAY = 86_400;

/** How many guesses of a stranger are judged in so many seconds, all of them wrong, up to the last whose wait is over then. */
async function strangersGuesses(answers: number, seconds: number) {
  const clock = new SimulatedClock(Date.UTC(2026, 10, 26));
  const ledger = await new MemoryLedger().open(clock);
  const guess = {
    subject: { userPoolId: 'us-east-1_Ab129faBb', userName: 'alice', challenge: 'code' },
    limits: takeLimits({}, { factor: 'possession', answers }),
    ...{ round: 'a', now: clock.now },
  };
  const end = clock.now() + seconds * 1000;
  let guesses = 0;
  for (;;) {
    const { retryAfter = 0 } = await readWait(ledger, guess);
    if (clock.now() + retryAfter * 1000 > end) return { guesses, ledger, guess };
    clock.advance({ seconds: retryAfter });
    await judgeGuess(ledger, guess, async () => {
      guesses++;
      return { right: false };
    });
  }
}

// SECURITY.md has these numbers.
test.each([
  ['6 digits', 10 ** 6, 38],
  ['8 digits', 10 ** 8, 156],
])(
  'whoever leaves an owner who signs in daily the door has, at %s, so many guesses a day',
  async (_what, answers, most) => {
    expect((await strangersGuesses(answers, 0)).guesses).toBe(11);
    const { guesses, ledger, guess } = await strangersGuesses(answers, DAY);
    // The wait of the last one begins before the owner comes, and must be over.
    expect(guesses - 1).toBe(most);
    expect(await judgeGuess(ledger, guess, async () => ({ right: true }))).toEqual({ kind: 'locked' });
  },
);
