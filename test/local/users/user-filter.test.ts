import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchedValue } from '../../../lib/local/store/search-terms.ts';
import { parseUserFilter } from '../../../lib/local/users/user-filter.ts';

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

describe('the filter of ListUsers', () => {
  it('searches for what stands in the quotes, quotes and all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (wanted) => {
        const value = searchedValue('email', wanted);
        expect(parseUserFilter(`email = ${quoted(wanted)}`)).toEqual({ term: 'email', value, isPrefix: false });
        expect(parseUserFilter(`email ^= ${quoted(wanted)}`)).toEqual({ term: 'email', value, isPrefix: true });
      }),
    );
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(typeof parseUserFilter(text).value).toBe('string');
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

  it('knows what can be searched, and lists everybody where it is empty', () => {
    expect(() => parseUserFilter('custom:role = "admin"')).toThrow('Invalid search attribute: custom:role');
    expect(parseUserFilter(' ')).toEqual({ term: 'username', value: '', isPrefix: true });
    expect(parseUserFilter('"status" = "Enabled"')).toMatchObject({ term: 'status', value: 'Enabled' });
    expect(parseUserFilter('cognito:user_status = "Confirmed"')).toMatchObject({ value: 'confirmed' });
  });
});
