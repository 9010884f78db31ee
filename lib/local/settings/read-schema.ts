import { STANDARD_ATTRIBUTES } from '../../protocol/standard-attributes.ts';
import type { LocalAttribute } from '../model.ts';
import { booleanOf, listOf, objectOf, textOf } from './json-values.ts';

/** The standard attributes that aren't texts which every user may change. */
const PECULIAR: Readonly<Record<string, Partial<LocalAttribute>>> = {
  sub: { required: true, mutable: false },
  email_verified: { type: 'Boolean' },
  phone_number_verified: { type: 'Boolean' },
  updated_at: { type: 'Number' },
};

const STANDARD = [...STANDARD_ATTRIBUTES].map(
  (name): LocalAttribute => ({ name, type: 'String', required: false, mutable: true, ...PECULIAR[name] }),
);

const TYPES = ['String', 'Number', 'DateTime', 'Boolean'] as const;

/** A pool's attributes: the standard ones as the template changes them, then its own. */
export function readSchema(schema: unknown): readonly LocalAttribute[] {
  const written = listOf(schema).map(objectOf);
  const standard = STANDARD.map((attribute) => {
    const { Required, Mutable } = written.find(({ Name }) => Name === attribute.name) ?? {};
    return {
      ...attribute,
      required: booleanOf(Required) ?? attribute.required,
      mutable: booleanOf(Mutable) ?? attribute.mutable,
    };
  });
  const custom = written.flatMap(({ Name, AttributeDataType, Mutable }): LocalAttribute[] => {
    const name = textOf(Name)?.replace(/^custom:/, '');
    if (name === undefined || STANDARD_ATTRIBUTES.has(name)) return [];
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
