import { describe, expect, test } from 'vitest';
import { drawCode, readCode } from '../../../lib/challenges/one-time-code/digits.ts';

/** Pearson's chi-squared against equal counts. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('a drawn code', () => {
  test.each([4, 6, 10])('has %i digits, each as likely as any other at each place', (digits) => {
    const counts = Array.from({ length: digits }, () => new Array<number>(10).fill(0));
    for (let draw = 0; draw < 20_000; draw++) {
      const code = drawCode(digits);
      expect(code).toHaveLength(digits);
      for (const [place, digit] of [...code].entries()) {
        const row = counts[place] as number[];
        row[Number(digit)] = (row[Number(digit)] as number) + 1;
      }
    }
    // 9 degrees of freedom: a fair draw passes 60 once in a thousand million.
    for (const row of counts) expect(chiSquared(row)).toBeLessThan(60);
  });

  test('is any of all codes: every one of four digits comes up, none far more often', () => {
    const counts = new Array<number>(10_000).fill(0);
    for (let draw = 0; draw < 200_000; draw++) {
      const code = Number(drawCode(4));
      counts[code] = (counts[code] as number) + 1;
    }
    // 20 expected of each: a missing one has a chance of 2 in 100,000 over all of them.
    expect(counts.filter((count) => count === 0)).toHaveLength(0);
    // 9,999 degrees of freedom, standard deviation 141: six of them.
    expect(Math.abs(chiSquared(counts) - 9999)).toBeLessThan(850);
  });
});

describe('a typed code', () => {
  test.each([
    ['Arabic', '٠١٢٣٤٥'],
    ['Persian', '۰۱۲۳۴۵'],
    ['Devanagari', '०१२३४५'],
    ['Thai', '๐๑๒๓๔๕'],
    ['full-width', '０１２３４５'],
    ['Adlam', '𞥐𞥑𞥒𞥓𞥔𞥕'],
  ])('is read in %s digits', (_script, typed) => {
    expect(readCode(typed)).toBe('012345');
  });

  test.each(['', '1234', '12345678901', '12345a', '¼2345', '１２３４', '一二三四五六'])('is not %j', (typed) => {
    expect(() => readCode(typed)).toThrow(RangeError);
  });

  test('is not read in a text far longer than any, which would take long', () => {
    expect(readCode(`${' '.repeat(250)}012345`)).toBe('012345');
    expect(() => readCode(`${' '.repeat(251)}012345`)).toThrow(RangeError);
  });
});
