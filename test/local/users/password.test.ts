import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameText } from '../../../lib/local/secret-text.ts';
import {
  assertPassword,
  hashPassword,
  isPassword,
  keptPassword,
  saltOf,
  temporaryPassword,
} from '../../../lib/local/users/password.ts';

const alice = { userPoolId: 'eu-central-1_EXAMPLE01', userName: 'alice' };

const strict = {
  minimumLength: 10,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
};

describe('a password', () => {
  it('is known again by its hash, and only it', async () => {
    const hash = await hashPassword('Correct-Horse-9', alice, 0);
    expect(hash).not.toContain('Horse');
    expect(await isPassword('Correct-Horse-9', { ...alice, passwordHash: hash })).toBe(true);
    expect(await isPassword('correct-horse-9', { ...alice, passwordHash: hash })).toBe(false);
    expect(await isPassword('Correct-Horse-9', { ...alice, userName: 'bob', passwordHash: hash })).toBe(false);
    expect(await hashPassword('Correct-Horse-9', alice, 0)).not.toBe(hash);
    for (const other of [null, '', 'plain:Correct-Horse-9', `${hash.split(':').slice(0, 2).join(':')}::0`]) {
      expect(await isPassword('Correct-Horse-9', { ...alice, passwordHash: other })).toBe(false);
    }
  });

  // docs/cognito.md#6-srp
  it('is kept as salt and verifier, the salt without a leading zero', async () => {
    for (let salt = 0; salt < 8; salt++) {
      const kept = keptPassword(await hashPassword('Correct-Horse-9', alice, 1234));
      expect(kept?.salt).toMatch(/^[1-9a-f][0-9a-f]{31}$/);
      expect(kept?.verifier).toMatch(/^[0-9a-f]{768}$/);
      expect(kept?.setAt).toBe(1234);
    }
    expect(saltOf(new Uint8Array(16))).toBe(`10${'00'.repeat(15)}`);
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
