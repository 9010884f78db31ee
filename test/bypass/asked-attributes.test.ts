import { describe, expect, it } from 'vitest';
import {
  customAttributesOf,
  decidedByUsers,
  missingAttributes,
  writableCustomAttributes,
} from '../../lib/bypass/asked-attributes.ts';

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

describe('what the flow asks about', () => {
  it('is missed where the pool does not have it; standard attributes every pool has', () => {
    const attributes = ['custom:role', 'custom:rank', 'email'];
    expect(missingAttributes('Pool', pool, { attributes })).toEqual([
      {
        id: 'custom:rank',
        message:
          'the flow asks about custom:rank, and Pool has no such attribute, so the answer is always no: add it to ' +
          'customAttributes, or correct its name',
      },
    ]);
  });

  it('is missed where only an administrator reads it: the answer would always be no', () => {
    expect(missingAttributes('Pool', pool, { attributes: ['custom:audit'] })).toHaveLength(1);
  });

  it('leaves what users may write', () => {
    expect(writableCustomAttributes(pool, { attributes: ['custom:role', 'email'] })).toEqual([
      'custom:team',
      'custom:level',
    ]);
  });

  it('is named where a client lets users write it', () => {
    const flow = { attributes: ['custom:role', 'custom:rank', 'email'] };
    expect(decidedByUsers({ WriteAttributes: ['email', 'custom:role', 'custom:team'] }, flow)).toEqual(['custom:role']);
    expect(decidedByUsers({ WriteAttributes: ['custom:team'] }, flow)).toEqual([]);
    expect(decidedByUsers({}, flow)).toEqual([]);
  });
});
