import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChallengeLimits, type LimitOptions, takeLimits } from '../../lib/flow/challenge-limits.ts';
import { type GuessLimits, waitAfter } from '../../lib/flow/guess-limits.ts';
import { defineChallenge, defineFlow, type Factor, FlowDefinitionError } from '../../lib/flow/index.ts';

const DAY = 86_400;
const possession = { factor: 'possession' };

const challenge = (traits: { factor: Factor; answers?: number; limits?: LimitOptions }) =>
  defineChallenge({
    attempts: 1,
    ...traits,
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  });

/** Limits as an author may write them, each part or none of it. */
const anyOptions: fc.Arbitrary<Partial<GuessLimits>> = fc.record(
  {
    free: fc.integer({ min: 1, max: 100 }),
    wait: fc.integer({ min: 1, max: 3600 }),
    longest: fc.integer({ min: 3600, max: DAY }),
    oneADayFrom: fc.integer({ min: 1, max: 10_000 }),
  },
  { requiredKeys: [] },
);
const anyAnswers = fc.constantFrom(undefined, 10 ** 5, 10 ** 6, 10 ** 8 - 1, 10 ** 8, 2 ** 64);
const anyLimits: fc.Arbitrary<GuessLimits> = fc
  .tuple(anyOptions, anyAnswers)
  .map(([guesses, answers]) => takeLimits({ guesses }, { ...possession, answers }).guesses as GuessLimits);

describe('what a challenge does not say of its limits', () => {
  test.each<[number | undefined, GuessLimits]>([
    [undefined, { free: 10, wait: 60, longest: 3600, oneADayFrom: 100 }],
    [10 ** 6, { free: 10, wait: 60, longest: 3600, oneADayFrom: 100 }],
    [10 ** 8 - 1, { free: 10, wait: 60, longest: 3600, oneADayFrom: 100 }],
    [10 ** 8, { free: 10, wait: 60, longest: 600 }],
    [2 ** 64, { free: 10, wait: 60, longest: 600 }],
  ])('depends on its answers: %d', (answers, guesses) => {
    for (const options of [undefined, {}, { guesses: {} }]) {
      expect(takeLimits(options, { ...possession, answers })).toEqual({ guesses });
    }
    expect(challenge({ factor: 'possession', ...(answers && { answers }) }).limits).toEqual({ guesses });
  });

  test('is nothing at all where it proves nothing', () => {
    expect(takeLimits(undefined, { factor: 'none' })).toEqual({ guesses: false });
    expect(takeLimits({ guesses: { free: 3 } }, { factor: 'none' })).toEqual({
      guesses: { free: 3, wait: 60, longest: 3600, oneADayFrom: 100 },
    });
  });

  test('is what it is too where it says undefined', () => {
    const unsaid = { free: undefined, wait: undefined, longest: undefined, oneADayFrom: undefined };
    const taken = (guesses: object) => takeLimits({ guesses: guesses as GuessLimits }, possession);
    expect(taken(unsaid)).toEqual(taken({}));
  });

  test('is a longest wait no shorter than the first', () => {
    expect(takeLimits({ guesses: { wait: 7200 } }, possession).guesses).toMatchObject({ wait: 7200, longest: 7200 });
  });
});

describe('limits', () => {
  test.each<[Partial<GuessLimits>]>([
    [{ free: 1 }],
    [{ free: 100 }],
    [{ wait: 1 }],
    [{ wait: DAY }],
    [{ wait: 60, longest: 60 }],
    [{ longest: DAY }],
    [{ oneADayFrom: 1 }],
    [{ oneADayFrom: 10_000 }],
  ])('may be %j', (guesses) => {
    expect(takeLimits({ guesses }, possession).guesses).toMatchObject(guesses);
  });

  test.each<[object, string]>([
    [{ free: 0 }, 'limits.guesses.free must be a whole number from 1 to 100, got 0'],
    [{ free: 101 }, 'limits.guesses.free must be a whole number from 1 to 100, got 101'],
    [{ free: 1.5 }, 'got 1.5'],
    [{ free: null }, 'got null'],
    [{ wait: 0 }, 'limits.guesses.wait must be a whole number from 1 to 86400, got 0'],
    [{ wait: DAY + 1 }, 'got 86401'],
    [{ wait: '60' }, 'got "60"'],
    [{ longest: 59 }, 'limits.guesses.longest must be a whole number from 60 to 86400, got 59'],
    [{ longest: DAY + 1 }, 'got 86401'],
    [{ longest: Number.POSITIVE_INFINITY }, 'limits.guesses.longest must be'],
    [{ oneADayFrom: 0 }, 'limits.guesses.oneADayFrom must be a whole number from 1 to 10000, got 0'],
    [{ oneADayFrom: 10_001 }, 'got 10001'],
    [{ fre: 1 }, 'limits.guesses may have free, wait, longest, oneADayFrom, no other, got "fre"'],
  ])('may not be %j', (guesses, message) => {
    const define = () => challenge({ factor: 'possession', limits: { guesses } });
    expect(define).toThrow(message);
    expect(define).toThrow(FlowDefinitionError);
  });

  test('have no member that is unknown', () => {
    const limits = { guess: {} } as LimitOptions;
    expect(() => challenge({ factor: 'possession', limits })).toThrow(
      'limits may have guesses, messages, no other, got "guess"',
    );
  });

  test('are left out only where a guess is hopeless, or proves nothing', () => {
    const limits = { guesses: false } as const;
    const refused =
      'limits.guesses may be false only where there are 2 ** 64 answers or more: state how many there are';
    expect(challenge({ factor: 'both', answers: 2 ** 64, limits }).limits).toEqual(limits);
    expect(challenge({ factor: 'none', limits }).limits).toEqual(limits);
    expect(() => challenge({ factor: 'both', answers: 2 ** 63, limits })).toThrow(`${refused}, got {"answers":9223`);
    expect(() => challenge({ factor: 'knowledge', limits })).toThrow(`${refused}, got {"answers":0}`);
  });

  test('can be changed by nobody, and a flow takes its own', () => {
    const limits = { guesses: { free: 5 } };
    const made = challenge({ factor: 'possession', limits });
    const byHand = { ...made, limits: limits as unknown as ChallengeLimits };
    const flow = defineFlow({ made, byHand }, function* () {});
    limits.guesses.free = 100;
    for (const taken of [made.limits, flow.challenges.made?.limits, flow.challenges.byHand?.limits]) {
      expect(taken?.guesses).toEqual({ free: 5, wait: 60, longest: 3600, oneADayFrom: 100 });
      expect(Object.isFrozen(taken) && Object.isFrozen(taken?.guesses)).toBe(true);
    }
  });

  test('stay what they are when they are taken again: by the challenge, then by the flow', () => {
    fc.assert(
      fc.property(anyOptions, anyAnswers, (guesses, answers) => {
        const limited = { ...possession, answers };
        const taken = takeLimits({ guesses }, limited);
        // Each crosses as JSON.
        const again: ChallengeLimits = takeLimits(JSON.parse(JSON.stringify(taken)), limited);
        expect(again).toEqual(taken);
      }),
    );
  });
});

describe('the wait after a wrong answer', () => {
  const byDefault = takeLimits({}, possession).guesses as GuessLimits;

  test('is none for the free ones, doubles up to the longest, and is a day from the hundredth on', () => {
    const waits = [0, 9, 10, 11, 12, 13, 14, 15, 16, 97, 98, 99, 100, 10_000];
    expect(waits.map((fails) => waitAfter(fails, byDefault))).toEqual([
      0,
      0,
      60,
      120,
      240,
      480,
      960,
      1920,
      3600,
      3600,
      3600,
      DAY,
      DAY,
      DAY,
    ]);
  });

  test('never grows to a day where nobody says so', () => {
    const eightDigits = takeLimits({}, { ...possession, answers: 10 ** 8 }).guesses as GuessLimits;
    expect([14, 100, 2000, 10 ** 9].map((fails) => waitAfter(fails, eightDigits))).toEqual([600, 600, 600, 600]);
  });

  const fails = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 2 ** 31 }));

  test('never gets shorter, whatever the limits', () => {
    fc.assert(
      fc.property(anyLimits, fails, (limits, known) => {
        expect(waitAfter(known + 1, limits)).toBeGreaterThanOrEqual(waitAfter(known, limits));
      }),
    );
  });

  test('is none, then from the first to the longest, then a day, whatever the limits', () => {
    fc.assert(
      fc.property(anyLimits, fails, (limits, known) => {
        const { free, wait, longest, oneADayFrom = Number.POSITIVE_INFINITY } = limits;
        const waited = waitAfter(known, limits);
        if (known < free) expect(waited).toBe(0);
        else if (known + 1 >= oneADayFrom) expect(waited).toBe(DAY);
        else {
          expect(waited).toBeGreaterThanOrEqual(wait);
          expect(waited).toBeLessThanOrEqual(longest);
        }
      }),
    );
  });
});
