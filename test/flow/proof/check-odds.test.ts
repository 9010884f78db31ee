import { describe, expect, test } from 'vitest';
import {
  type Challenge,
  check,
  defineChallenge,
  defineFlow,
  type Factor,
  formatVerdict,
} from '../../../lib/flow/index.ts';
import { challenge } from '../challenges.ts';
import { rulesOf } from './rules-of.ts';

/** A challenge with three attempts in so many answers. */
const guessed = (answers: number, factor: Factor = 'possession'): Challenge<Record<string, string>, string> =>
  defineChallenge({
    factor,
    answers,
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  });

const code = { code: guessed(1_000_000) };

/** Asks the same code again and again. */
const asking = (times: number) =>
  defineFlow(code, function* ({ attempt, refuse }) {
    for (let time = 0; time < times; time++) if (yield* attempt('code')) return;
    yield* refuse('wrong');
  });

describe('guesses in one sign-in', () => {
  test('add up over the asks of a loop, and more than 1 in 100,000 are refused', () => {
    expect(check(asking(3))).toMatchObject({ holds: true, signInOdds: 9e-6 });
    const verdict = check(asking(4));
    expect(rulesOf(asking(4))).toEqual(['too-likely']);
    expect(formatVerdict('f', verdict)).toContain(
      '✗ guesses are right in more than 1 of 100,000 sign-ins: ask less often, or for longer codes [too-likely]\n' +
        '  1. known user\n  2. code: wrong to the end\n  3. code: wrong to the end\n  4. code: wrong to the end\n' +
        '  5. code: right\n  → tokens',
    );
  });

  test('add up over one code and another that stands in for it', () => {
    const flow = defineFlow({ ...code, sms: guessed(300_000) }, function* ({ attempt, pass }) {
      if (!(yield* attempt('code'))) yield* pass('sms');
    });
    expect(rulesOf(flow)).toEqual(['too-likely']);
  });

  test('do not add up over two factors that must both pass: who holds one must guess the other', () => {
    const flow = defineFlow(
      { ...code, pin: guessed(300_000, 'knowledge') },
      function* ({ pass }) {
        yield* pass('code');
        yield* pass('pin');
      },
      { factors: 2 },
    );
    expect(check(flow)).toMatchObject({ holds: true, signInOdds: 1e-5 });
  });

  test('of a captcha do not count', () => {
    const flow = defineFlow({ ...code, captcha: guessed(10, 'none') }, function* ({ attempt, pass }) {
      yield* attempt('captcha');
      yield* pass('code');
    });
    expect(check(flow)).toMatchObject({ holds: true, odds: [{ name: 'code', odds: 3e-6 }], signInOdds: 3e-6 });
  });

  test('are printed with the verdict, or that a challenge does not state them', () => {
    const flow = defineFlow({ ...code, own: challenge() }, function* ({ choose }) {
      yield* choose('code', 'own');
    });
    expect(formatVerdict('f', check(flow))).toContain(
      '\n\nHow likely guesses are right:\n- code: 1 in 333,333; at most 480 guesses a year, 1 in 2,083\n' +
        '- own: odds not stated; at most 480 guesses a year\n' +
        '- a whole sign-in: at most 1 in 333,333, as far as stated\n',
    );
    const own = defineFlow({ own: challenge() }, function* ({ pass }) {
      yield* pass('own');
    });
    expect(formatVerdict('f', check(own))).toContain('right:\n- own: odds not stated; at most 480 guesses a year\n\n');
    expect(formatVerdict('f', check(defineFlow({}, function* () {})))).toContain(
      'right:\n- nothing proves anything\n\n',
    );
  });
});

describe('guesses in one year', () => {
  /** A challenge with one attempt in 100,000 answers: 672 guesses a year where a day each begins at the 150th. */
  const slowed = (oneADayFrom: number, factor: Factor = 'possession') =>
    defineChallenge({
      factor,
      attempts: 1,
      answers: 100_000,
      limits: { guesses: { oneADayFrom } },
      create: () => ({ parameters: {} }),
      decoy: () => ({ parameters: {} }),
      verify: () => false,
    });

  test('that are right in more than 1 of 100 are refused', () => {
    const one = (oneADayFrom: number) =>
      defineFlow({ one: slowed(oneADayFrom) }, function* ({ pass }) {
        yield* pass('one');
      });
    expect(rulesOf(one(150))).toEqual([]);
    expect(rulesOf(one(300))).toEqual(['too-many-guesses']);
    expect(formatVerdict('f', check(one(300)))).toContain(
      '✗ one: its limits allow 1,247 guesses a year at 100,000 answers, and one is right in more than 1 of 100 years: ',
    );
  });

  test('are not counted where they are hopeless, and waits are told in the largest unit that fits', () => {
    const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false };
    const key = defineChallenge({ factor: 'both', answers: 2 ** 64, limits: { guesses: false }, ...parts });
    const pin = defineChallenge({
      factor: 'knowledge',
      answers: 10 ** 9,
      limits: { guesses: { wait: 45, longest: 7200 } },
      ...parts,
    });
    const flow = defineFlow({ key, pin }, function* ({ pass }) {
      yield* pass('key');
      yield* pass('pin');
    });
    const text = formatVerdict('f', check(flow));
    expect(text).toMatch(
      /\n- key: 1 in [\d,]+; guesses are not counted\n- pin: 1 in [\d,]+; at most [\d,]+ guesses a year/,
    );
    expect(text).toContain('can make its owner wait, from 45 seconds up to 2 hours.');
  });

  test('add up over challenges of which one is enough', () => {
    const either = defineFlow({ one: slowed(150), other: slowed(150) }, function* ({ choose }) {
      yield* choose('one', 'other');
    });
    expect(check(either).odds).toMatchObject([{ oddsAYear: 0.00672 }, { oddsAYear: 0.00672 }]);
    expect(rulesOf(either)).toEqual(['too-many-guesses']);
    expect(formatVerdict('f', check(either))).toContain(
      '✗ one, other: a guess at any of them may be enough, and together their limits let one be right in more than 1 of 100 years: ',
    );
  });

  test('do not add up over those that must all pass: who guesses at one holds the others', () => {
    const two = defineFlow(
      { pin: slowed(150, 'knowledge'), one: slowed(150) },
      function* ({ pass }) {
        yield* pass('pin');
        yield* pass('one');
      },
      { factors: 2 },
    );
    expect(rulesOf(two)).toEqual([]);
  });
});
