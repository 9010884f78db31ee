import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameText } from '../../lib/local/operations/secret.ts';
import { assertPassword, hashPassword, isPassword, temporaryPassword } from '../../lib/local/users/password.ts';

const strict = {
  minimumLength: 10,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
};

describe('a password', () => {
  it('is known again by its hash, and only it', async () => {
    const hash = await hashPassword('Correct-Horse-9');
    expect(hash).not.toContain('Horse');
    expect(await isPassword('Correct-Horse-9', hash)).toBe(true);
    expect(await isPassword('correct-horse-9', hash)).toBe(false);
    expect(await hashPassword('Correct-Horse-9')).not.toBe(hash);
    for (const other of ['', 'plain:Correct-Horse-9', 'scrypt:a:', `${hash.split(':').slice(0, 2).join(':')}:`]) {
      expect(await isPassword('Correct-Horse-9', other)).toBe(false);
    }
  });

  it('that is temporary meets every policy', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 99 }), (minimumLength) => {
        const password = temporaryPassword({ ...strict, minimumLength });
        expect(() => assertPassword(password, { ...strict, minimumLength })).not.toThrow();
      }),
    );
  });
});

it('tells whether two texts are the same', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(isSameText(a, b)).toBe(a === b);
      expect(isSameText(a, a)).toBe(true);
    }),
  );
});
