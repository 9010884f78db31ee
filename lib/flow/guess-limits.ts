import { demand, demandMembers, demandWhole } from './errors.ts';

/** How long wrong answers make a user wait, whatever the sign-in: in a row, of one user at one challenge. */
export interface GuessLimits {
  /** Wrong answers without a wait. 1 to 100. @default 10 */
  readonly free: number;
  /** Seconds of the first wait. Each further one is twice as long. 1 to 86,400. @default 60 */
  readonly wait: number;
  /**
   * Seconds of the longest wait. From `wait` to 86,400.
   * @default - 3,600; 600 where one of 10 ** 8 answers or more is right
   */
  readonly longest: number;
  /**
   * From so many wrong answers on, each wait is a day: NIST SP 800-63B, 5.2.2, allows 100 in a row. 1 to 10,000.
   * @default - 100; none where one of 10 ** 8 answers or more is right
   */
  readonly oneADayFrom?: number;
}

/** What is remembered of a challenge's answers from one sign-in to the next. */
export interface ChallengeLimits {
  /** False: wrong answers aren't counted. */
  readonly guesses: GuessLimits | false;
}

/** What a challenge may say of its limits. */
export interface LimitOptions {
  /**
   * False only where a guess is hopeless: `answers` of 2 ** 64 or more, or a factor that proves nothing.
   * @default - see {@link GuessLimits}; false for a challenge whose factor is none
   */
  readonly guesses?: Partial<GuessLimits> | false;
}

/** So many answers that a guess is hopeless. */
const HOPELESS = 2 ** 64;
/** So many that waits needn't grow to a day: a code of 8 digits. */
const MANY = 10 ** 8;
const DAY = 86_400;

/** What limits depend on. */
interface Limited {
  readonly factor: string;
  readonly answers?: number | undefined;
}

/** Completes the limits of a challenge. Throws unless they make sense. */
export function takeLimits(limits: LimitOptions = {}, { factor, answers = 0 }: Limited): ChallengeLimits {
  demandMembers('limits', limits, ['guesses']);
  const { guesses = factor === 'none' ? false : {} } = limits;
  if (guesses === false) {
    demand(
      factor === 'none' || answers >= HOPELESS,
      'limits.guesses may be false only where there are 2 ** 64 answers or more: state how many there are',
      { answers },
    );
    return { guesses };
  }
  demandMembers('limits.guesses', guesses, ['free', 'wait', 'longest', 'oneADayFrom']);
  const common = answers >= MANY ? { longest: 600 } : { longest: 3600, oneADayFrom: 100 };
  const taken: GuessLimits = { free: 10, wait: 60, ...common, ...guesses };
  demandWhole('limits.guesses.free', taken.free, 1, 100);
  demandWhole('limits.guesses.wait', taken.wait, 1, DAY);
  demandWhole('limits.guesses.longest', taken.longest, taken.wait, DAY);
  if (taken.oneADayFrom !== undefined) demandWhole('limits.guesses.oneADayFrom', taken.oneADayFrom, 1, 10_000);
  return { guesses: taken };
}

/** Seconds to wait after one more wrong answer, where so many are known. 0: none. */
export function waitAfter(
  fails: number,
  { free, wait, longest, oneADayFrom = Number.POSITIVE_INFINITY }: GuessLimits,
): number {
  if (fails < free) return 0;
  return fails + 1 >= oneADayFrom ? DAY : Math.min(longest, wait * 2 ** (fails - free));
}
