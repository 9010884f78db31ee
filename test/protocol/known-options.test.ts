import { expect, test } from 'vitest';
import { assertKnownOptions } from '../../lib/protocol/known-options.ts';

const known = { digits: true, attempts: true } as const;

test('options that are known, or none, are taken', () => {
  expect(() => assertKnownOptions('a', {}, known)).not.toThrow();
  expect(() => assertKnownOptions('a', { digits: undefined, attempts: 3 }, known)).not.toThrow();
});

test.each([
  [{ digit: 8 }, 'emailOtp may have digits, attempts, no other, got digit'],
  [{ digits: 8, digit: 8, tries: 1 }, 'emailOtp may have digits, attempts, no other, got digit, tries'],
  [{ toString: 1 }, 'emailOtp may have digits, attempts, no other, got toString'],
  [null, 'emailOtp may have digits, attempts, no other, got null'],
  [undefined, 'emailOtp may have digits, attempts, no other, got undefined'],
  [[], 'emailOtp may have digits, attempts, no other, got []'],
  ['digits', 'emailOtp may have digits, attempts, no other, got "digits"'],
  [() => {}, 'emailOtp may have digits, attempts, no other, got function'],
])('others are refused, naming the known ones: %j', (options, message) => {
  expect(() => assertKnownOptions('emailOtp', options as object, known)).toThrow(
    expect.objectContaining({ code: 'unknown-option', message }),
  );
});
