import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulatedUser } from '../../../lib/local/users/simulated-user.ts';

// docs/cognito.md#31-unknown-users
describe('a user that does not exist', () => {
  it('looks like one: a random UUID, a salt without a leading zero, a verifier of the group', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const { userName, salt, verifier } = simulatedUser(typed, 'key');
        expect(userName).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(salt).toMatch(/^[1-9a-f][0-9a-f]{31}$/);
        expect(BigInt(`0x${verifier}`)).toBeGreaterThan(2n ** 2000n);
      }),
    );
  });

  it('is the same for the same name and pool, and for no other', () => {
    const shown = (typed: string, key: string) => {
      const { userName, salt } = simulatedUser(typed, key);
      return `${userName} ${salt}`;
    };
    expect(shown('nobody', 'key')).toBe(shown('nobody', 'key'));
    expect(new Set([shown('nobody', 'key'), shown('nobody else', 'key'), shown('nobody', 'another key')]).size).toBe(3);
  });
});
