import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskEmailAddress, maskNoEmailAddress, readEmailAddress } from '../../lib/challenges/email-address.ts';

describe('an address', () => {
  test.each([
    ['alice@example.com', 'alice@example.com'],
    ["o'neill+x=1@sub.example.com", "o'neill+x=1@sub.example.com"],
    ['alice@EXAMPLE.com', 'alice@example.com'],
    ['alice@bücher.example', 'alice@xn--bcher-kva.example'],
  ])('%s is mailed to as %s', (text, address) => {
    expect(readEmailAddress(text)).toBe(address);
  });

  test.each([
    '',
    'alice',
    'alice@',
    '@example.com',
    'a@b@c',
    'a@b.org,c@d.org',
    'a@b.org;c@d.org',
    'A <a@b.org>',
    'a b@c.org',
    'a@b.org\r\nBcc: c@d.org',
    '"a"@b.org',
    'a@b.org/c',
    'a@xn--iñvalid.com',
    'ä@b.org',
    'a\u0000@b.org',
    `${'a'.repeat(65)}@b.org`,
  ])('%j is none', (text) => {
    expect(readEmailAddress(text)).toBeUndefined();
  });
});

describe('a mask', () => {
  test('tells the first letters alone, whatever the length or case', () => {
    expect(maskEmailAddress('Alice@Example.com')).toBe('a***@e***');
    expect(maskEmailAddress('a@e')).toBe('a***@e***');
  });

  test('made up of bytes looks like one of an address', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 32 }), (bytes) => {
        expect(maskNoEmailAddress(bytes)).toMatch(/^[a-z]\*\*\*@[a-z]\*\*\*$/);
      }),
    );
    expect(maskNoEmailAddress(new Uint8Array())).toBe('a***@a***');
  });
});
