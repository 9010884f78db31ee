import type { LocalAttribute } from '../model.ts';
import { booleanOf, type JsonObject, listOf, numberOf, objectOf, textOf } from './json-values.ts';
import { isDeclarable, LONGEST_VALUE, STANDARD_SCHEMA } from './standard-schema.ts';

const TYPES = ['String', 'Number', 'DateTime', 'Boolean'] as const;
const LONGEST_NAME = 20;

const nameOf = ({ Name }: JsonObject): string => (textOf(Name) ?? '').replace(/^custom:/, '');
const typeOf = ({ AttributeDataType }: JsonObject) => TYPES.find((type) => type === AttributeDataType);

type Bounds = Pick<LocalAttribute, 'min' | 'max'>;

/** Cognito writes bounds as texts. Those of another type than the attribute's say nothing. */
function boundsOf(entry: JsonObject, type: LocalAttribute['type']): Bounds {
  const { MinLength, MaxLength } = objectOf(entry.StringAttributeConstraints);
  const { MinValue, MaxValue } = objectOf(entry.NumberAttributeConstraints);
  const [min, max] =
    type === 'String'
      ? [MinLength, MaxLength].map(numberOf)
      : type === 'Number'
        ? [MinValue, MaxValue].map(numberOf)
        : [];
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** A custom attribute, of a type that `schemaFault` has let through. */
function customAttribute(entry: JsonObject): LocalAttribute {
  const type = typeOf(entry) ?? 'String';
  const developerOnly = booleanOf(entry.DeveloperOnlyAttribute) ?? false;
  return {
    name: `${developerOnly ? 'dev:' : ''}custom:${nameOf(entry)}`,
    type,
    required: false, // Cognito allows no required custom attribute
    mutable: booleanOf(entry.Mutable) ?? true,
    ...(developerOnly && { developerOnly }),
    ...boundsOf(entry, type),
  };
}

/** Reads what AddCustomAttributes adds: custom attributes, whatever they are called. */
export const readCustomAttributes = (entries: readonly unknown[]): readonly LocalAttribute[] =>
  entries.map(objectOf).map(customAttribute);

/** A pool's attributes: the standard ones as the template changes them, then its own. */
export function readSchema(schema: unknown): readonly LocalAttribute[] {
  const written = listOf(schema).map(objectOf);
  const standard = [...STANDARD_SCHEMA.values()].map((attribute): LocalAttribute => {
    const entry = isDeclarable(attribute.name) && written.find((each) => nameOf(each) === attribute.name);
    if (!entry) return attribute;
    return {
      ...attribute,
      required: booleanOf(entry.Required) ?? attribute.required,
      mutable: booleanOf(entry.Mutable) ?? attribute.mutable,
      ...boundsOf(entry, attribute.type),
    };
  });
  return [...standard, ...readCustomAttributes(written.filter((entry) => !isDeclarable(nameOf(entry))))];
}

/**
 * What Cognito refuses in a schema, in its words (docs/cognito.md#35-the-schema); undefined where it takes it.
 *
 * @param only 'custom' where standard attributes can't be meant, as in AddCustomAttributes
 */
export function schemaFault(schema: unknown, only?: 'custom'): string | undefined {
  for (const [position, value] of listOf(schema).entries()) {
    const entry = objectOf(value);
    const isStandard = only !== 'custom' && isDeclarable(nameOf(entry));
    const fault = isStandard ? standardFault(entry) : customFault(entry, position);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function standardFault(entry: JsonObject): string | undefined {
  const name = nameOf(entry);
  const { type } = STANDARD_SCHEMA.get(name) as LocalAttribute;
  if ((entry.AttributeDataType ?? type) !== type || booleanOf(entry.DeveloperOnlyAttribute)) {
    return `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${name}`;
  }
  return boundsFault(entry, { name, type });
}

function customFault(entry: JsonObject, position: number): string | undefined {
  const type = typeOf(entry);
  if (nameOf(entry).length > LONGEST_NAME) {
    return (
      `1 validation error detected: Value '${nameOf(entry)}' at 'schema.${position + 1}.member.name' failed to satisfy ` +
      `constraint: Member must have length less than or equal to ${LONGEST_NAME}`
    );
  }
  if (type === undefined) return 'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.';
  if (booleanOf(entry.Required)) return 'Required custom attributes are not supported currently.';
  return boundsFault(entry, { name: customAttribute(entry).name, type });
}

function boundsFault(entry: JsonObject, { name, type }: Pick<LocalAttribute, 'name' | 'type'>): string | undefined {
  if (type !== 'String' && type !== 'Number') return undefined;
  const constraints = `${type}AttributeConstraints`;
  const written = Object.values(objectOf(entry[constraints])).filter((bound) => bound !== undefined && bound !== null);
  const numbers = written.map(numberOf);
  if (numbers.some((number) => number === undefined || (type === 'String' && number < 0))) {
    return `Invalid ${constraints} for schema attribute ${name}`;
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = boundsOf(entry, type);
  if (type === 'String' && numbers.some((number = 0) => number > LONGEST_VALUE)) {
    return `user.${name}: String attributes cannot have a length of more than ${LONGEST_VALUE}`;
  }
  const what = type === 'String' ? 'length' : 'value';
  return max < min ? `user.${name}: Max ${what} cannot be less than min ${what}.` : undefined;
}
