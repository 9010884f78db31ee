import { type GuessLimits, KNOWN_FOR, waitAfter } from '../guess-limits.ts';

/** Seconds. */
const YEAR = 365 * 86_400;
/** Guesses alone may be right in one year of so many, and no more often. */
const YEARS = 100;

/** Wrong answers after each of which a user waits as long. */
interface Stretch {
  readonly wait: number;
  /** Infinity: all that follow. */
  readonly answers: number;
}

/**
 * How many answers of one user at one challenge are judged within a year at most, none of them right: whoever guesses answers
 * as soon as each wait is over, or stops until the wrong answers are forgotten and begins anew, as often as that gains.
 */
export function guessesAYear(limits: GuessLimits): number {
  const stretches = stretchesOf(limits);
  let most = 0;
  for (let beginnings = 1; (beginnings - 1) * KNOWN_FOR < YEAR; beginnings++) {
    most = Math.max(most, guessesWithin(YEAR - (beginnings - 1) * KNOWN_FOR, beginnings, stretches));
  }
  return most;
}

/** Whether guesses are right too often within a year. Sums of fractions are a little off. */
export const isTooLikelyAYear = (odds: number): boolean => odds * YEARS > 1 + 1e-9;

/** How many answers a challenge must have at least, at so many guesses a year. */
export const fewestAnswersAYear = (guesses: number): number => guesses * YEARS;

/** How many guesses fit into some seconds of waiting, after so many beginnings: the shortest waits of all come first. */
function guessesWithin(seconds: number, beginnings: number, stretches: readonly Stretch[]): number {
  let left = seconds;
  // The first guess after each beginning waits for nothing.
  let guesses = beginnings;
  for (const { wait, answers } of stretches) {
    const all = answers * beginnings;
    const fitting = wait === 0 ? all : Math.min(all, Math.floor(left / wait));
    guesses += fitting;
    left -= fitting * wait;
    // The last stretch never ends.
    if (fitting < all) break;
  }
  return guesses;
}

/** More wrong answers than fit into a year of waits of one second. */
const BEYOND = 2 ** 25;

/** The waits in the order in which they come. They never get shorter, so the end of each stretch is found by halving. */
function stretchesOf(limits: GuessLimits): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let begin = 0; begin < BEYOND; ) {
    const wait = waitAfter(begin, limits);
    let last = begin;
    let beyond = BEYOND;
    while (beyond - last > 1) {
      const middle = Math.floor((last + beyond) / 2);
      if (waitAfter(middle, limits) === wait) last = middle;
      else beyond = middle;
    }
    stretches.push({ wait, answers: beyond === BEYOND ? Number.POSITIVE_INFINITY : beyond - begin });
    begin = beyond;
  }
  return stretches;
}
