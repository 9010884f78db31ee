import { STANDARD_ATTRIBUTES } from '../../protocol/standard-attributes.ts';
import type { LocalAttribute } from '../model.ts';

/** The longest value of any attribute. Characters. */
export const LONGEST_VALUE = 2048;

const TEXT = { type: 'String', required: false, mutable: true, min: 0, max: LONGEST_VALUE } as const;
const FLAG = { type: 'Boolean', required: false, mutable: true } as const;

/** The standard attributes that aren't texts which every user may change. */
const PECULIAR: Readonly<Record<string, Omit<LocalAttribute, 'name'>>> = {
  sub: { ...TEXT, required: true, mutable: false, min: 1 },
  birthdate: { ...TEXT, min: 10, max: 10 },
  email_verified: FLAG,
  phone_number_verified: FLAG,
  updated_at: { type: 'Number', required: false, mutable: true, min: 0 },
};

/** The attributes that every pool has, as Cognito declares them (docs/cognito.md#35-the-schema). */
export const STANDARD_SCHEMA: ReadonlyMap<string, LocalAttribute> = new Map(
  [...STANDARD_ATTRIBUTES].map((name) => [name, { name, ...(PECULIAR[name] ?? TEXT) }]),
);

/** The attributes that a schema may name as Cognito's own: the two of verification become custom ones there. */
export const isDeclarable = (name: string): boolean =>
  STANDARD_SCHEMA.has(name) && name !== 'email_verified' && name !== 'phone_number_verified';

/** What a pool declares of an attribute: its own word over Cognito's. Undefined where it has none of that name. */
export function declaredAttribute(schema: readonly LocalAttribute[], name: string): LocalAttribute | undefined {
  const standard = STANDARD_SCHEMA.get(name);
  const own = schema.find((attribute) => attribute.name === name);
  return own && standard ? { ...standard, ...own } : (own ?? standard);
}

/** A pool's attributes, the standard ones included, of which a schema needn't name any. */
export function wholeSchema(schema: readonly LocalAttribute[]): readonly LocalAttribute[] {
  const names = new Set([...STANDARD_SCHEMA.keys(), ...schema.map(({ name }) => name)]);
  return [...names].map((name) => declaredAttribute(schema, name) as LocalAttribute);
}
