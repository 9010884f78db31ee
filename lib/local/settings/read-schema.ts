import type { LocalAttribute } from '../model.ts';
import { booleanOf, listOf, objectOf, textOf } from './json-values.ts';

/**
 * The attributes that every user pool has.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
const STANDARD_ATTRIBUTES: readonly LocalAttribute[] = [
  { name: 'sub', type: 'String', required: true, mutable: false },
  ...[
    'address',
    'birthdate',
    'email',
    'family_name',
    'gender',
    'given_name',
    'locale',
    'middle_name',
    'name',
    'nickname',
    'phone_number',
    'picture',
    'preferred_username',
    'profile',
    'website',
    'zoneinfo',
  ].map((name): LocalAttribute => ({ name, type: 'String', required: false, mutable: true })),
  { name: 'email_verified', type: 'Boolean', required: false, mutable: true },
  { name: 'phone_number_verified', type: 'Boolean', required: false, mutable: true },
  { name: 'updated_at', type: 'Number', required: false, mutable: true },
];

const TYPES = ['String', 'Number', 'DateTime', 'Boolean'] as const;

/** A pool's attributes: the standard ones as the template changes them, then its own. */
export function readSchema(schema: unknown): readonly LocalAttribute[] {
  const written = listOf(schema).map(objectOf);
  const standard = STANDARD_ATTRIBUTES.map((attribute) => {
    const { Required, Mutable } = written.find(({ Name }) => Name === attribute.name) ?? {};
    return {
      ...attribute,
      required: booleanOf(Required) ?? attribute.required,
      mutable: booleanOf(Mutable) ?? attribute.mutable,
    };
  });
  const custom = written.flatMap(({ Name, AttributeDataType, Mutable }): LocalAttribute[] => {
    const name = textOf(Name)?.replace(/^custom:/, '');
    if (name === undefined || STANDARD_ATTRIBUTES.some((attribute) => attribute.name === name)) return [];
    return [
      {
        name: `custom:${name}`,
        type: TYPES.find((type) => type === AttributeDataType) ?? 'String',
        required: false, // Cognito allows no required custom attribute
        mutable: booleanOf(Mutable) ?? true,
      },
    ];
  });
  return [...standard, ...custom];
}
