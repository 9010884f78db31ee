import { STANDARD_ATTRIBUTES } from '../protocol/standard-attributes.ts';
import type { ClientSettings, Finding, FlowFacts, PoolSettings } from './settings.ts';

/** An attribute in a `Schema`, so far as it is judged. */
interface SchemaAttribute {
  readonly Name?: unknown;
  readonly DeveloperOnlyAttribute?: unknown;
}

const isCustom = (name: string): boolean => name.startsWith('custom:');

/** A pool's custom attributes, `custom:` included, without those that only an administrator reads. */
export function customAttributesOf({ Schema: schema }: Pick<PoolSettings, 'Schema'>): readonly string[] {
  return (Array.isArray(schema) ? (schema as readonly (SchemaAttribute | null)[]) : []).flatMap((attribute) => {
    const { Name: name, DeveloperOnlyAttribute: developerOnly } = attribute ?? {};
    if (name === undefined || developerOnly === true || STANDARD_ATTRIBUTES.has(String(name))) return [];
    return [`custom:${String(name).replace(/^custom:/, '')}`];
  });
}

/**
 * The custom attributes that the flow asks about and the pool doesn't have: the answer would always be no.
 *
 * @param name what people know the pool by
 */
export function missingAttributes(
  name: string,
  pool: Pick<PoolSettings, 'Schema'>,
  { attributes }: Pick<FlowFacts, 'attributes'>,
): readonly Finding[] {
  const present = customAttributesOf(pool);
  return attributes
    .filter((attribute) => isCustom(attribute) && !present.includes(attribute))
    .map((attribute) => ({
      id: attribute,
      message:
        `the flow asks about ${attribute}, and ${name} has no such attribute, so the answer is always no: ` +
        'add it to customAttributes, or correct its name',
    }));
}

/** The custom attributes that the flow asks about and users of a client may write: they could decide how they sign in. */
export function decidedByUsers(
  { WriteAttributes: written }: Pick<ClientSettings, 'WriteAttributes'>,
  { attributes }: Pick<FlowFacts, 'attributes'>,
): readonly string[] {
  const names: readonly unknown[] = Array.isArray(written) ? written : [];
  return attributes.filter((attribute) => isCustom(attribute) && names.includes(attribute));
}

/** The pool's custom attributes that users may write: those that the flow doesn't ask about. */
export const writableCustomAttributes = (
  pool: Pick<PoolSettings, 'Schema'>,
  { attributes }: Pick<FlowFacts, 'attributes'>,
): readonly string[] => customAttributesOf(pool).filter((name) => !attributes.includes(name));
