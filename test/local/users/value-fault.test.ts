import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalAttribute } from '../../../lib/local/index.ts';
import { valueFault } from '../../../lib/local/users/value-fault.ts';

const attribute = (type: LocalAttribute['type'], bounds: Pick<LocalAttribute, 'min' | 'max'> = {}): LocalAttribute => ({
  ...{ name: 'custom:it', type, required: false, mutable: true },
  ...bounds,
});
const bounds = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })).map(([one, other]) => ({
  min: Math.min(one, other),
  max: Math.max(one, other),
}));

// docs/cognito.md#35-the-schema
describe('a value', () => {
  it('of a String is taken just where it is no shorter and no longer than the schema says', () => {
    fc.assert(
      fc.property(bounds, fc.string({ minLength: 1, maxLength: 60 }), ({ min, max }, value) => {
        const fits = value.length >= min && value.length <= max;
        expect(valueFault(attribute('String', { min, max }), value) === undefined).toBe(fits);
      }),
    );
  });

  it('of a Number is taken just where it lies within the bounds', () => {
    fc.assert(
      fc.property(bounds, fc.integer({ min: -60, max: 60 }), ({ min, max }, value) => {
        const fits = value >= min && value <= max;
        expect(valueFault(attribute('Number', { min, max }), String(value)) === undefined).toBe(fits);
      }),
    );
  });

  it('says what is wrong: too short in the words of aws-amplify/amplify-flutter#2034, too long in those of aws-amplify/amplify-ui#4356', () => {
    const birthdate = attribute('String', { min: 10, max: 10 });
    expect(valueFault(birthdate, '1999')).toBe('String must be no shorter than 10 characters');
    expect(valueFault(birthdate, '1999-12-311')).toBe('String must be no longer than 10 characters');
    expect(valueFault(birthdate, '1999-12-31')).toBeUndefined();
  });

  it.each<[LocalAttribute['type'], readonly string[], readonly string[]]>([
    ['String', ['', 'anything', '7'], []],
    ['Number', ['0', '-7', '12'], ['', 'seven', '1e3', '7 ', '0x7']],
    ['Boolean', ['true', 'false', 'True'], ['', 'yes', '1']],
    [
      'DateTime',
      ['2026-05-04', '2026-05-04T03:02:01Z', '2026-05-04T03:02:01.5+02:00'],
      ['', '4 May', '2026-13-01', '7'],
    ],
  ])('of a %s without bounds is of its kind', (type, taken, refused) => {
    for (const value of taken) expect([value, valueFault(attribute(type), value)]).toEqual([value, undefined]);
    for (const value of refused) expect([value, valueFault(attribute(type), value)]).not.toEqual([value, undefined]);
  });
});
