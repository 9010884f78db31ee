import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainCode } from '../../lib/protocol/typed-code.ts';

/** Every digit that Unicode knows. */
const DIGITS = Array.from({ length: 0x11_0000 }, (_, point) => point)
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point))
  .filter((character) => /\p{Nd}/u.test(character));

/** What each is worth, as the platform itself writes numbers in all scripts. */
const WORTH = new Map(
  Intl.supportedValuesOf('numberingSystem').flatMap((system) => {
    const script = new Intl.NumberFormat(`en-u-nu-${system}`);
    return Array.from({ length: 10 }, (_, digit) => [script.format(digit), String(digit)] as const);
  }),
);

/** What people, keyboards and mail programs put between and around digits. */
const BETWEEN = [' ', '\u00a0', '\u202f', '\t', '\n', '-', '\u2011', '\u2013', '\u200b', '\u200f', '\u2068', '\ufeff'];

test('a digit of any script is the digit that it is worth', () => {
  expect(DIGITS.length).toBeGreaterThanOrEqual(650);
  expect(DIGITS.filter((digit) => !WORTH.has(digit))).toEqual([]);

  expect(DIGITS.filter((digit) => plainCode(digit) !== WORTH.get(digit))).toEqual([]);
});

test('a code is the same in any scripts, whatever stands between its digits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...DIGITS), fc.array(fc.constantFrom(...BETWEEN), { maxLength: 2 }))),
      (typed) => {
        const code = typed.map(([digit]) => WORTH.get(digit)).join('');
        expect(plainCode(` ${typed.map(([digit, between]) => digit + between.join('')).join('')}`)).toBe(code);
      },
    ),
  );
});

test('what is no digit and no space between them stays', () => {
  expect(plainCode('12a 4!6')).toBe('12a4!6');
});
