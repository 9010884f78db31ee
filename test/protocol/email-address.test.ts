import { describe, expect, test } from 'vitest';
import {
  bareEmailAddress,
  HIDDEN_EMAIL_ADDRESS,
  isEmailAddress,
  maskEmailAddress,
} from '../../lib/protocol/email-address.ts';

describe('an address', () => {
  test.each([
    ['alice@example.com', 'alice@example.com'],
    [' alice@example.com\n', 'alice@example.com'],
    ['Alice <alice@example.com>', 'alice@example.com'],
    ['"Alice, <the> first" < alice@example.com > ', 'alice@example.com'],
    ['Alice <>', ''],
    ['Alice', 'Alice'],
  ])('stands bare in %j', (text, address) => {
    expect(bareEmailAddress(text)).toBe(address);
  });

  test.each([
    ['alice@example.com', true],
    ['ä@localhost', true],
    ['', false],
    ['alice', false],
    ['@example.com', false],
    ['alice@', false],
    ['a@b@c', false],
    ['a b@c.org', false],
    ['a@b.org\n', false],
  ])('has two parts around one @: %j', (text, is) => {
    expect(isEmailAddress(text)).toBe(is);
  });
});

describe('a mask', () => {
  test('tells the first letters alone, whatever the length or case', () => {
    expect(maskEmailAddress('Alice@Example.com')).toBe('a***@e***');
    expect(maskEmailAddress('a@e')).toBe('a***@e***');
  });

  test('of no address tells nothing', () => {
    expect(HIDDEN_EMAIL_ADDRESS).toBe('***@***');
  });
});
