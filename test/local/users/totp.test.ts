import fc from 'fast-check';
import { HOTP, Secret } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { checkTotp, makeTotpSecret } from '../../../lib/local/users/totp.ts';

/** RFC 6238, appendix B: the key for SHA-1, and the last six of its eight digits. */
const RFC_SECRET = Secret.fromLatin1('12345678901234567890').base32;
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

const codeOf = (secret: string, counter: number): string =>
  HOTP.generate({ secret: Secret.fromBase32(secret), counter, algorithm: 'SHA1', digits: 6 });

describe('a code of an authenticator app', () => {
  it.each(VECTORS)('is that of RFC 6238 at %d seconds', (seconds, code) => {
    expect(checkTotp(code, RFC_SECRET, -1, seconds * 1000)).toEqual({ kind: 'right', step: Math.floor(seconds / 30) });
  });

  it('is taken 30 seconds before and after its time, and no longer', () => {
    const secret = makeTotpSecret();
    const now = Date.parse('2026-05-04T03:02:01Z');
    const step = Math.floor(now / 30_000);
    const kinds = [-2, -1, 0, 1, 2].map((offset) => checkTotp(codeOf(secret, step + offset), secret, -1, now).kind);
    // Two codes are the same once in a million.
    expect(kinds).toEqual(['wrong', 'right', 'right', 'right', 'wrong']);
  });

  it('is taken at the beginning of time', () => {
    expect(checkTotp(codeOf(RFC_SECRET, 0), RFC_SECRET, -1, 0)).toEqual({ kind: 'right', step: 0 });
  });

  it('is taken once, and none of an earlier step after it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000_000 }),
        fc.constantFrom(-1, 0, 1),
        fc.constantFrom(-1, 0, 1),
        (present, first, second) => {
          const now = present * 30_000;
          const taken = checkTotp(codeOf(RFC_SECRET, present + first), RFC_SECRET, -1, now);
          if (taken.kind !== 'right') throw new Error('a code of the window is right');
          const again = checkTotp(codeOf(RFC_SECRET, present + second), RFC_SECRET, taken.step, now);
          if (again.kind === 'right') expect(again.step).toBeGreaterThan(taken.step);
          else expect(again.kind).toBe('used');
        },
      ),
    );
  });

  it.each(['', '1', '28708', '2870820', '28708a', 'é87082'])('is no such text as "%s"', (code) => {
    expect(checkTotp(code, RFC_SECRET, -1, 59_000).kind).toBe('wrong');
  });

  it('comes of a secret that no other user has, of 256 bits', () => {
    const secrets = Array.from({ length: 50 }, makeTotpSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{52}$/);
  });
});
