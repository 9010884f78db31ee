import { describe, expect, it } from 'vitest';
import { customAttributesOf, isRequired, isSignInName, keepsOriginal } from '../../lib/bypass/pool-attributes.ts';

const pool = {
  Schema: [
    { Name: 'email', Required: true, Mutable: true },
    { Name: 'role', AttributeDataType: 'String', Mutable: true },
    { Name: 'custom:team', AttributeDataType: 'String' },
    { Name: 'audit', DeveloperOnlyAttribute: true },
    { Name: 'level', DeveloperOnlyAttribute: false },
  ],
};

describe("a pool's custom attributes", () => {
  it('are those of its schema that are no standard ones, by their whole names', () => {
    expect(customAttributesOf(pool)).toEqual(['custom:role', 'custom:team', 'custom:level']);
  });

  it('are none of those that only an administrator reads', () => {
    expect(customAttributesOf({ Schema: [{ Name: 'audit', DeveloperOnlyAttribute: true }] })).toEqual([]);
  });

  it.each([undefined, null, { Ref: 'Schema' }, [null, {}]])('are none where a schema names none: %j', (Schema) => {
    expect(customAttributesOf({ Schema })).toEqual([]);
  });
});

describe('what a pool promises of an attribute', () => {
  it('holds where its settings say so', () => {
    expect(isRequired(pool, 'email')).toBe(true);
    expect(isSignInName({ UsernameAttributes: ['email'] }, 'email')).toBe(true);
    expect(isSignInName({ AliasAttributes: ['phone_number'] }, 'phone_number')).toBe(true);
    const kept = { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } };
    expect(keepsOriginal(kept, 'email')).toBe(true);
    expect(keepsOriginal(kept, 'phone_number')).toBe(false);
  });

  it.each([undefined, null, 'email', { Ref: 'Later' }, [{ Ref: 'Later' }], [null]])(
    'does not hold where they are known only at deployment, or malformed: %j',
    (unknown) => {
      expect(isRequired({ Schema: unknown }, 'email')).toBe(false);
      expect(isRequired({ Schema: [{ Name: 'email', Required: unknown }] }, 'email')).toBe(false);
      expect(keepsOriginal({ UserAttributeUpdateSettings: unknown }, 'email')).toBe(false);
      const settings = { AttributesRequireVerificationBeforeUpdate: unknown };
      expect(keepsOriginal({ UserAttributeUpdateSettings: settings }, 'email')).toBe(false);
    },
  );

  it.each(['email', { Ref: 'Later' }, [{ Ref: 'Later' }], [null], ['email']])(
    'people may sign in by an address that may stand there: %j',
    (list) => {
      for (const settings of [{ UsernameAttributes: list }, { AliasAttributes: list }]) {
        expect(isSignInName(settings, 'email')).toBe(true);
        expect(isSignInName(settings, 'custom:role')).toBe(false);
      }
      expect(isSignInName({ UsernameAttributes: list }, 'preferred_username')).toBe(false);
    },
  );

  it.each([undefined, null, [], ['phone_number']])('and by none where it does not: %j', (list) => {
    expect(isSignInName({ UsernameAttributes: list, AliasAttributes: list }, 'email')).toBe(false);
  });
});
