/** Guesses alone may be right in one sign-in of so many, and no more often. */
const SIGN_INS = 100_000;

/** What is known of how hard a challenge is to guess. */
interface Guessed {
  readonly attempts: number;
  readonly answers?: number | undefined;
}

/** How likely guesses alone get one ask right, up to 1. Undefined where the challenge doesn't state its answers. */
export const oddsOf = ({ attempts, answers }: Guessed): number | undefined =>
  answers === undefined ? undefined : Math.min(1, attempts / answers);

/** Whether guesses are right too often for a sign-in. Sums of fractions are a little off. */
export const isTooLikely = (odds: number): boolean => odds * SIGN_INS > 1 + 1e-9;

/** How many answers a challenge with so many attempts must have at least. */
export const fewestAnswers = (attempts: number): number => attempts * SIGN_INS;
