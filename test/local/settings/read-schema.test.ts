import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchema, schemaFault } from '../../../lib/local/settings/read-schema.ts';
import { declaredAttribute } from '../../../lib/local/settings/standard-schema.ts';

const attribute = (schema: readonly object[], name: string) => declaredAttribute(readSchema(schema), name);

// docs/cognito.md#35-the-schema
describe('a schema', () => {
  it("declares Cognito's own attributes with Cognito's bounds", () => {
    expect(attribute([], 'birthdate')).toMatchObject({ type: 'String', min: 10, max: 10 });
    expect(attribute([], 'sub')).toMatchObject({ required: true, mutable: false, min: 1, max: 2048 });
    expect(attribute([], 'updated_at')).toMatchObject({ type: 'Number', min: 0 });
    expect(attribute([], 'email_verified')).toMatchObject({ type: 'Boolean' });
    expect(attribute([], 'name')).toMatchObject({ type: 'String', min: 0, max: 2048, required: false });
    expect(readSchema([])).toHaveLength(20);
  });

  it('changes what it says of them, and leaves the rest', () => {
    const StringAttributeConstraints = { MinLength: '4', MaxLength: 10 };
    const schema = [{ Name: 'birthdate', StringAttributeConstraints, Required: 'true' }];
    expect(attribute(schema, 'birthdate')).toMatchObject({ min: 4, max: 10, required: true, mutable: true });
  });

  it('has attributes of its own, which an owner alone may write where it says so', () => {
    const schema = [
      { Name: 'level', AttributeDataType: 'Number', Mutable: false, NumberAttributeConstraints: { MaxValue: '9' } },
      { Name: 'plan', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
    ];
    expect(attribute(schema, 'custom:level')).toEqual({
      ...{ name: 'custom:level', type: 'Number', required: false, mutable: false, max: 9 },
    });
    expect(attribute(schema, 'dev:custom:plan')).toMatchObject({ developerOnly: true });
    expect(attribute(schema, 'custom:plan')).toBeUndefined();
  });

  it('makes a custom attribute of what Cognito verifies by itself (aws/aws-cdk#14699)', () => {
    const schema = [{ Name: 'email_verified', AttributeDataType: 'Boolean', Mutable: false }];
    expect(attribute(schema, 'custom:email_verified')).toMatchObject({ type: 'Boolean', mutable: false });
    expect(attribute(schema, 'email_verified')).toMatchObject({ mutable: true });
  });

  it('is read and judged, whatever a template holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, bounds) => {
        const entry = { Name: 'role', AttributeDataType: 'String', StringAttributeConstraints: bounds };
        for (const schema of [value, [value], [entry]]) {
          const fault = schemaFault(schema);
          expect(['string', 'undefined']).toContain(typeof fault);
          for (const { min = 0, max = 0 } of readSchema(schema)) expect([min, max].every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it.each<[string, object, string]>([
    [
      'no type',
      { Name: 'role' },
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    ],
    [
      'a type that is none',
      { Name: 'role', AttributeDataType: 'Text' },
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    ],
    [
      'another type than Cognito gives it',
      { Name: 'birthdate', AttributeDataType: 'DateTime' },
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute birthdate',
    ],
    [
      "a standard attribute for the owner's eyes",
      { Name: 'email', DeveloperOnlyAttribute: true },
      'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email',
    ],
    [
      'a long name',
      { Name: 'a-name-of-21-letters-', AttributeDataType: 'String' },
      "1 validation error detected: Value 'a-name-of-21-letters-' at 'schema.2.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
    ],
    [
      'a length that is none',
      { Name: 'role', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '-1' } },
      'Invalid StringAttributeConstraints for schema attribute custom:role',
    ],
    [
      'a greater length than any has',
      { Name: 'role', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '2049' } },
      'user.custom:role: String attributes cannot have a length of more than 2048',
    ],
    [
      'lengths the wrong way round',
      { Name: 'role', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: '2', MaxLength: '1' } },
      'user.custom:role: Max length cannot be less than min length.',
    ],
    [
      'values the wrong way round',
      { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '2', MaxValue: '1' } },
      'user.custom:age: Max value cannot be less than min value.',
    ],
  ])('is refused with %s', (_, entry, message) => {
    expect(schemaFault([{ Name: 'name', Required: true }, entry])).toBe(message);
  });
});
