import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeLimits } from '../../lib/flow/challenge-limits.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { type Guess, judgeGuess, readWait } from '../../lib/ledger/guesses.ts';
import { MemoryLedger, SimulatedClock, simulate } from '../../lib/testing/index.ts';

const SUBJECT = { userPoolId: 'us-east-1_Ab129faBb', userName: 'alice', challenge: 'code' };
const START = Date.UTC(2026, 10, 26);
const DAY = 86_400;

/** What is set, written out: none of it is taken from the code that is tested. */
interface Limits {
  readonly free: number;
  readonly wait: number;
  readonly longest: number;
  readonly oneADayFrom: number;
}

/** What must become of answers, in seconds: the rules, written down once more in the simplest way. */
class Model {
  wrongInARow = 0;
  openFrom = 0;
  lastWrong = Number.NEGATIVE_INFINITY;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Ninety days after the last wrong answer nothing is known. */
  forget(now: number): void {
    if (now - this.lastWrong >= 90 * DAY) Object.assign(this, { wrongInARow: 0, openFrom: 0 });
  }

  answer(right: boolean, now: number): 'locked' | 'right' | 'wrong' {
    this.forget(now);
    if (now < this.openFrom) return 'locked';
    if (right) {
      Object.assign(this, { wrongInARow: 0, openFrom: 0 });
      return 'right';
    }
    this.wrongInARow++;
    this.lastWrong = now;
    const { free, wait, longest, oneADayFrom } = this.#limits;
    if (this.wrongInARow > free) {
      let seconds = wait;
      for (let more = free + 1; more < this.wrongInARow; more++) seconds = Math.min(longest, seconds * 2);
      this.openFrom = now + (this.wrongInARow >= oneADayFrom ? DAY : seconds);
    }
    return 'wrong';
  }

  retryAfter(now: number): number | undefined {
    this.forget(now);
    return this.openFrom > now ? this.openFrom - now : undefined;
  }

  get waiting(): boolean {
    return this.openFrom > 0;
  }
}

const anyLimits: fc.Arbitrary<Limits> = fc
  .record({
    free: fc.integer({ min: 1, max: 12 }),
    wait: fc.integer({ min: 1, max: 3600 }),
    more: fc.integer({ min: 0, max: 7200 }),
    oneADayFrom: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ more, ...limits }) => ({ ...limits, longest: limits.wait + more }));

/** Seconds that pass before an answer. */
const anyPause = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 130 }) },
  { weight: 2, arbitrary: fc.integer({ min: 131, max: 2 * DAY }) },
  { weight: 1, arbitrary: fc.constantFrom(90 * DAY - 1, 90 * DAY, 91 * DAY) },
);
const anyAnswers = fc.array(
  fc.record({
    pause: fc.oneof({ weight: 3, arbitrary: anyPause }, { weight: 2, arbitrary: fc.constant('until open' as const) }),
    right: fc.oneof({ weight: 12, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe('the policy', () => {
  test('is the model: who is locked, who is judged, how long the next one waits', async () => {
    await fc.assert(
      fc.asyncProperty(anyLimits, anyAnswers, async (given, answers) => {
        const limits = takeLimits({ guesses: given }, { factor: 'possession' });
        const model = new Model(given);
        let seconds = 0;
        const now = () => START + seconds * 1000;
        const ledger = await new MemoryLedger().open({ now });
        for (const [nth, { pause, right }] of answers.entries()) {
          seconds += pause === 'until open' ? (model.retryAfter(seconds) ?? 0) : pause;
          const guess: Guess = { subject: SUBJECT, limits, round: `${nth}`, now };
          let looked = false;
          const { kind } = await judgeGuess(ledger, guess, async () => {
            looked = true;
            return { right };
          });
          expect(kind).toBe(model.answer(right, seconds));
          expect(looked).toBe(kind !== 'locked');
          const wait = await readWait(ledger, guess);
          expect([wait.retryAfter, wait.waiting]).toEqual([model.retryAfter(seconds), model.waiting]);
        }
      }),
      { numRuns: 250 },
    );
  });
});

describe('through the triggers', () => {
  const given: Limits = { free: 4, wait: 20, longest: 70, oneADayFrom: 9 };
  const code = defineChallenge({
    factor: 'possession',
    attempts: 3,
    limits: { guesses: given },
    create: () => ({ parameters: {}, privateParameters: { code: '4711' } }),
    decoy: () => ({ parameters: {}, privateParameters: { code: '----' } }),
    judgesDecoys: true,
    verify: ({ answer, privateParameters }) => answer === privateParameters.code,
  });
  const flow = defineFlow({ code }, function* ({ pass }) {
    yield* pass('code');
  });

  interface Sight {
    readonly name: string;
    readonly retry?: string | undefined;
    readonly retryAfter?: number | undefined;
    readonly attemptsLeft?: number | undefined;
  }
  const sightOf = (step: Sight) =>
    step.name === 'code'
      ? { name: step.name, retry: step.retry, retryAfter: step.retryAfter, attemptsLeft: step.attemptsLeft }
      : { name: step.name };

  test('users see what the model says, whether they exist or not', async () => {
    const pauses = fc.array(fc.oneof(anyPause, fc.constant('until open' as const)), { minLength: 1, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(pauses, async (steps) => {
        const clock = new SimulatedClock(START);
        const seconds = () => (clock.now() - START) / 1000;
        const model = new Model(given);
        const shared = () => ({ clock, ledger: new MemoryLedger() });
        const options = [shared(), shared()] as const;
        const begin = () =>
          Promise.all([
            simulate(flow, { attributes: { sub: 'alice' } }, options[0]),
            simulate(flow, { userNotFound: true, userName: 'alice' }, options[1]),
          ]);
        let visits = await begin();
        for (const pause of steps) {
          const pausing = pause === 'until open' ? (model.retryAfter(seconds()) ?? 0) : pause;
          clock.advance({ seconds: pausing });
          // A session lives for three minutes.
          if (pausing > 0 || visits[0].step.name !== 'code') visits = await begin();
          const before = visits[0].step as Sight;
          expect(before.retryAfter).toBe(model.retryAfter(seconds()));
          const outcome = model.answer(false, seconds());
          for (const visit of visits) await visit.answer('0000');
          const [known, unknown] = visits.map(({ step }) => sightOf(step as Sight));
          expect(unknown).toEqual(known);
          const isLast = before.attemptsLeft === 1;
          expect(known).toEqual(
            isLast
              ? { name: 'refused' }
              : {
                  name: 'code',
                  attemptsLeft: (before.attemptsLeft ?? 3) - 1,
                  retry: model.waiting ? 'wait' : 'wrong',
                  retryAfter: model.retryAfter(seconds()),
                },
          );
          for (const { log } of visits) {
            const verified = log.findLast(({ fields }) => fields.trigger === 'VerifyAuthChallengeResponse');
            expect(verified?.fields.reason === 'locked').toBe(outcome === 'locked');
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test('the right answer signs in where the model says, and frees the next ones', async () => {
    const clock = new SimulatedClock(START);
    const ledger = new MemoryLedger();
    const begin = () => simulate(flow, { attributes: { sub: 'alice' } }, { clock, ledger });
    let visit = await begin();
    for (let wrong = 0; wrong < 5; wrong++) {
      await visit.answer('0000');
      if (visit.step.name === 'refused') visit = await begin();
    }
    expect(visit.step).toMatchObject({ name: 'code', retryAfter: 20 });
    await visit.answer('4711');
    expect(visit.step).toMatchObject({ name: 'refused' });
    clock.advance({ seconds: 20 });
    visit = await begin();
    await visit.answer('4711');
    expect(visit.step.name).toBe('signedIn');
    visit = await begin();
    expect(visit.step).toMatchObject({ name: 'code', retryAfter: undefined });
    await visit.answer('0000');
    expect(visit.step).toMatchObject({ retry: 'wrong', retryAfter: undefined });
  });
});
