/** Unicode keeps a script's ten digits in a row, from zero on; rows may stand side by side, as those of mathematics do. */
function worthOf(digit: string): number {
  const before = String.fromCodePoint((digit.codePointAt(0) as number) - 1);
  return /\p{Nd}/u.test(before) ? (worthOf(before) + 1) % 10 : 0;
}

/**
 * A code as it was meant: digits of any script are ASCII's, and what people, keyboards and mail programs put between and
 * around them is gone: white space, dashes, invisible marks. Anything else stays.
 *
 * @example
 * plainCode('१२३-४५६ '); // '123456'
 */
export const plainCode = (typed: string): string =>
  typed.replace(/[\s\p{Pd}\p{Cf}]/gu, '').replace(/\p{Nd}/gu, (digit) => `${worthOf(digit)}`);
