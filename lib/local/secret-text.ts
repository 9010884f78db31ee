import { randomInt, timingSafeEqual } from 'node:crypto';

export const LOWER_CASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const LETTERS_AND_DIGITS = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER_CASE_AND_DIGITS}`;

const textOf = (length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** Random letters and digits, as in a pool's id. */
export const randomLettersAndDigits = (length: number): string => textOf(length, LETTERS_AND_DIGITS);

/** Random small letters and digits, as in a client's id and its secret. */
export const randomLowerCase = (length: number): string => textOf(length, LOWER_CASE_AND_DIGITS);

/** Random digits, as in a code that is sent. */
export const randomDigits = (length: number): string => String(randomInt(10 ** length)).padStart(length, '0');

/** Compares two texts in a time that doesn't tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
