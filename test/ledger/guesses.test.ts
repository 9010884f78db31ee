import { describe, expect, test } from 'vitest';
import { type Guess, judgeGuess, readWait } from '../../lib/ledger/guesses.ts';
import type { LedgerStore } from '../../lib/ledger/ledger-store.ts';
import { MemoryLedger, SimulatedClock } from '../../lib/testing/index.ts';

const START = Date.UTC(2026, 10, 26);
const clock = new SimulatedClock(START);
const subject = { userPoolId: 'us-east-1_a', userName: 'alice', challenge: 'passkey' };
const counted: Guess = {
  ...{ subject, round: 'a', now: clock.now },
  limits: { guesses: { free: 1, wait: 60, longest: 60 } },
};
const uncounted: Guess = { ...counted, limits: { guesses: false } };

/** An open ledger, and the names of the requests that are made of it. */
async function openTold() {
  const { keys, store } = await new MemoryLedger().open(clock);
  const told: string[] = [];
  const tell = new Proxy(store, {
    get: (target, name: keyof LedgerStore) => {
      told.push(name);
      return target[name];
    },
  });
  return { ledger: { keys, store: tell }, told };
}

describe('a challenge whose guesses are hopeless', () => {
  test('takes no request for a wrong answer, however many there are, and has no wait', async () => {
    const { ledger, told } = await openTold();
    for (let nth = 0; nth < 20; nth++) {
      expect(await judgeGuess(ledger, uncounted, async () => ({ right: false }))).toEqual({ kind: 'wrong' });
    }
    expect(await readWait(ledger, uncounted)).toEqual({ waiting: false });
    expect(told).toEqual([]);
  });

  test('lets what it used up pass once all the same', async () => {
    const { ledger, told } = await openTold();
    const judge = async () => ({ right: true, once: 'a challenge' });
    expect(await judgeGuess(ledger, uncounted, judge)).toEqual({ kind: 'right' });
    expect(await judgeGuess(ledger, { ...uncounted, round: 'b' }, judge)).toEqual({ kind: 'used' });
    expect(told).toEqual(['claim', 'claim']);
  });
});

describe('an answer', () => {
  test('that is wrong takes one request, and one that is right three', async () => {
    const { ledger, told } = await openTold();
    await judgeGuess(ledger, counted, async () => ({ right: false }));
    expect(told.splice(0)).toEqual(['count']);
    const { ledger: fresh, told: ofFresh } = await openTold();
    await judgeGuess(fresh, counted, async () => ({ right: true, once: 'the code' }));
    expect(ofFresh).toEqual(['count', 'claim', 'reset']);
  });

  test('counts where what judges it throws, and the error comes out', async () => {
    const { ledger } = await openTold();
    const thrown = new Error('a bug');
    await expect(judgeGuess(ledger, counted, () => Promise.reject(thrown))).rejects.toBe(thrown);
    await judgeGuess(ledger, counted, async () => ({ right: false }));
    expect(await judgeGuess(ledger, counted, async () => ({ right: true }))).toEqual({ kind: 'locked' });
    expect(await readWait(ledger, counted)).toEqual({ waiting: true, retryAfter: 60 });
  });

  test('of a used code forgives nothing', async () => {
    const { ledger } = await openTold();
    const judge = async () => ({ right: true, once: 'the code' });
    await judgeGuess(ledger, counted, judge);
    expect(await judgeGuess(ledger, { ...counted, round: 'b' }, judge)).toEqual({ kind: 'used' });
    expect(await judgeGuess(ledger, { ...counted, round: 'c' }, judge)).toEqual({ kind: 'used' });
    expect(await judgeGuess(ledger, { ...counted, round: 'd' }, judge)).toEqual({ kind: 'locked' });
  });
});
