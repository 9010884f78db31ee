/** Wrong answers in a row, of one user. */
export interface WrongAnswers {
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly lastAt: number;
}

export const NO_WRONG_ANSWERS: WrongAnswers = { count: 0, lastAt: 0 };

const FREE = 5;
const LONGEST_MS = 15 * 60 * 1000;

/**
 * Whether a user has to wait before the next answer: after five wrong ones a second, twice as long after each further
 * one, 15 minutes at most.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 */
export const isLockedOut = ({ count, lastAt }: WrongAnswers, now: number): boolean =>
  count >= FREE && now < lastAt + Math.min(1000 * 2 ** (count - FREE), LONGEST_MS);

/** Counts one more. After 15 minutes without any, the count begins anew. */
export const oneMore = ({ count, lastAt }: WrongAnswers, now: number): WrongAnswers => ({
  count: now >= lastAt + LONGEST_MS ? 1 : count + 1,
  lastAt: now,
});
