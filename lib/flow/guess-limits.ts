import { demand, demandMembers, demandWhole } from './errors.ts';

/**
 * How long wrong answers make a user wait: those in a row, of one user at one challenge, whichever sign-ins they are given in.
 * A right answer forgets them, and so do {@link KNOWN_FOR} seconds without a wrong one. While a user waits, no answer is
 * looked at, and none counts. No wait is longer than a day, so nobody is ever locked out for good.
 *
 * @example
 * limits: { guesses: { free: 5, wait: 30 } } // the 6th wrong answer in a row brings a wait of 30 s, the 7th one of 60 s
 */
export interface GuessLimits {
  /** Wrong answers without a wait: the one after them brings the first. 1 to 100. @default 10 */
  readonly free: number;
  /** Seconds of the first wait. Each further one is twice as long. 1 to 86,400. @default 60 */
  readonly wait: number;
  /**
   * Seconds of the longest wait, before `oneADayFrom`. From `wait` to 86,400.
   * @default - 3,600, or 600 where there are 10 ** 8 answers or more; `wait` where that is longer
   */
  readonly longest: number;
  /**
   * This wrong answer and each after it brings a wait of a day, unless it is one of the `free` ones. 1 to 10,000.
   * @default - 100, or none where there are 10 ** 8 answers or more
   * @see https://pages.nist.gov/800-63-3/sp800-63b.html NIST SP 800-63B, 5.2.2: no more than 100 in a row
   */
  readonly oneADayFrom?: number;
}

/** So many answers that a guess is hopeless. */
const HOPELESS = 2 ** 64;
/** So many that waits needn't grow to a day: a code of 8 digits. */
const MANY = 10 ** 8;
const DAY = 86_400;

/**
 * Seconds until wrong answers are forgotten, from the last of them on. So long that stopping in order to be forgotten gains
 * nothing much: `check` counts it among the guesses of a year.
 */
export const KNOWN_FOR = 90 * DAY;

/** What they depend on. */
export interface Guessed {
  readonly factor: string;
  readonly answers?: number | undefined;
}

/**
 * Completes the limits of a challenge's guesses.
 *
 * @throws FlowDefinitionError unless they make sense
 */
export function takeGuessLimits(
  given: Partial<GuessLimits> | false | undefined,
  { factor, answers = 0 }: Guessed,
): GuessLimits | false {
  const guesses = given === undefined ? factor !== 'none' && {} : given;
  if (guesses === false) {
    demand(
      factor === 'none' || answers >= HOPELESS,
      'limits.guesses may be false only where there are 2 ** 64 answers or more: state how many there are',
      { answers },
    );
    return false;
  }
  demandMembers('limits.guesses', guesses, ['free', 'wait', 'longest', 'oneADayFrom']);
  const common = answers >= MANY ? { longest: 600 } : { longest: 3600, oneADayFrom: 100 };
  const { free = 10, wait = 60 } = guesses;
  demandWhole('limits.guesses.free', free, 1, 100);
  demandWhole('limits.guesses.wait', wait, 1, DAY);
  const { longest = Math.max(wait, common.longest), oneADayFrom = common.oneADayFrom } = guesses;
  demandWhole('limits.guesses.longest', longest, wait, DAY);
  if (oneADayFrom !== undefined) demandWhole('limits.guesses.oneADayFrom', oneADayFrom, 1, 10_000);
  return { free, wait, longest, ...(oneADayFrom !== undefined && { oneADayFrom }) };
}

/**
 * Seconds to wait after one more wrong answer, where so many are known. 0: none. The more are known, the longer or the same.
 *
 * @example
 * waitAfter(9, limits); // 0: the 10th wrong answer is free
 * waitAfter(10, limits); // 60: the 11th isn't
 */
export function waitAfter(
  fails: number,
  { free, wait, longest, oneADayFrom = Number.POSITIVE_INFINITY }: GuessLimits,
): number {
  if (fails < free) return 0;
  return fails + 1 >= oneADayFrom ? DAY : Math.min(longest, wait * 2 ** (fails - free));
}
