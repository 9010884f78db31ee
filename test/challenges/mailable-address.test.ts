import { describe, expect, test } from 'vitest';
import { readMailableAddress } from '../../lib/challenges/mailable-address.ts';

describe('an address', () => {
  test.each([
    ['alice@example.com', 'alice@example.com'],
    ["o'neill+x=1@sub.example.com", "o'neill+x=1@sub.example.com"],
    ['alice@EXAMPLE.com', 'alice@example.com'],
    ['alice@bücher.example', 'alice@xn--bcher-kva.example'],
  ])('%s is mailed to as %s', (text, address) => {
    expect(readMailableAddress(text)).toBe(address);
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
    expect(readMailableAddress(text)).toBeUndefined();
  });
});
