import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredUser } from '../../../lib/local/store/users.ts';
import { parseUserFilter } from '../../../lib/local/users/user-filter.ts';

const user = (email: string): StoredUser => ({
  userPoolId: 'eu-central-1_EXAMPLE01',
  userName: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70',
  attributes: { sub: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70', email },
  status: 'CONFIRMED',
  enabled: true,
  passwordHash: null,
  createdAt: 0,
  modifiedAt: 0,
});

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

describe('the filter of ListUsers', () => {
  it('finds exactly what equals, or what begins with a text, quotes and all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (value, wanted) => {
        expect(parseUserFilter(`email = ${quoted(wanted)}`)(user(value))).toBe(value === wanted);
        expect(parseUserFilter(`email ^= ${quoted(wanted)}`)(user(value))).toBe(value.startsWith(wanted));
        expect(parseUserFilter(`email = ${quoted(value)}`)(user(value))).toBe(true);
      }),
    );
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(typeof parseUserFilter(text)(user('a@b'))).toBe('boolean');
        } catch (error) {
          expect((error as { code?: string }).code).toBe('InvalidParameterException');
        }
      }),
    );
  });

  it.each(['email', 'email = alice', 'email ~ "a"', 'email = "a" and name = "b"', '= "a"', 'email = "a'])(
    'is refused: %s',
    (text) => {
      expect(() => parseUserFilter(text)).toThrow('Error while parsing filter.');
    },
  );

  it('knows what can be searched', () => {
    expect(() => parseUserFilter('custom:role = "admin"')).toThrow('Invalid search attribute: custom:role');
    expect(parseUserFilter('')(user('a@b'))).toBe(true);
    expect(parseUserFilter('"status" = "Enabled"')(user('a@b'))).toBe(true);
    expect(parseUserFilter('cognito:user_status = "Confirmed"')(user('a@b'))).toBe(true);
    expect(parseUserFilter('phone_number ^= "+1"')(user('a@b'))).toBe(false);
    expect(parseUserFilter('username ^= "6f9a"')(user('a@b'))).toBe(true);
  });
});
