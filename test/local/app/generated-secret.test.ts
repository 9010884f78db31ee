import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateSecret } from '../../../lib/local/app/generated-secret.ts';

const KINDS = {
  ExcludeLowercase: /[a-z]/,
  ExcludeUppercase: /[A-Z]/,
  ExcludeNumbers: /\d/,
  ExcludePunctuation: /[!-/:-@[-`{-~]/,
};

describe('a generated secret', () => {
  it('has its length, of each kind that it may have one character, and of the others none', () => {
    const exclusions = fc.record({
      ...{ ExcludeLowercase: fc.boolean(), ExcludeUppercase: fc.boolean(), ExcludeNumbers: fc.boolean() },
      ExcludePunctuation: fc.constant(false),
    });
    fc.assert(
      fc.property(exclusions, fc.integer({ min: 4, max: 60 }), (excluded, PasswordLength) => {
        const secret = generateSecret({ ...excluded, PasswordLength, ExcludeCharacters: 'aA1"' });
        expect(secret).toHaveLength(PasswordLength);
        expect(secret).not.toMatch(/[aA1"]/);
        for (const [setting, kind] of Object.entries(KINDS)) {
          expect(kind.test(secret)).toBe(!(excluded as Record<string, boolean>)[setting]);
        }
      }),
    );
  });

  it('is 32 characters by default, and another one each time', () => {
    expect(generateSecret({})).toHaveLength(32);
    expect(generateSecret({})).not.toBe(generateSecret({}));
  });

  it('may hold spaces', () => {
    expect(generateSecret({ IncludeSpace: true })).toContain(' ');
  });

  it.each([
    [
      'nothing to be made of',
      { ExcludeCharacters: 'a', ...Object.fromEntries(Object.keys(KINDS).map((name) => [name, true])) },
    ],
    ['no length', { PasswordLength: 0 }],
    ['less length than kinds', { PasswordLength: 3 }],
    ['more length than AWS makes', { PasswordLength: 4097 }],
    ['a template that is no object', { SecretStringTemplate: '[]', GenerateStringKey: 'a' }],
  ])('is refused with %s', (_what, settings) => {
    expect(() => generateSecret(settings)).toThrow(/secret/);
  });
});
