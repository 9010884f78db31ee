import { STANDARD_ATTRIBUTES } from '../protocol/standard-attributes.ts';
import type { PoolSettings } from './settings.ts';

/** An attribute in a `Schema`, so far as it is judged. */
interface SchemaAttribute {
  readonly Name?: unknown;
  readonly Required?: unknown;
  readonly DeveloperOnlyAttribute?: unknown;
}

const includes = (list: unknown, name: string): boolean => Array.isArray(list) && list.includes(name);
/** What is known only at deployment may be any name. */
const mayInclude = (list: unknown, name: string): boolean =>
  Array.isArray(list)
    ? list.some((entry) => typeof entry !== 'string' || entry === name)
    : list !== undefined && list !== null;

const USERNAMES: ReadonlySet<string> = new Set(['email', 'phone_number']);
const ALIASES: ReadonlySet<string> = new Set([...USERNAMES, 'preferred_username']);

const schemaOf = ({ Schema: schema }: Pick<PoolSettings, 'Schema'>): readonly SchemaAttribute[] =>
  Array.isArray(schema) ? (schema as readonly (SchemaAttribute | null)[]).map((attribute) => attribute ?? {}) : [];

/** A pool's custom attributes, `custom:` included, without those that only an administrator reads. */
export const customAttributesOf = (pool: Pick<PoolSettings, 'Schema'>): readonly string[] =>
  schemaOf(pool).flatMap(({ Name: name, DeveloperOnlyAttribute: developerOnly }) => {
    if (name === undefined || developerOnly === true || STANDARD_ATTRIBUTES.has(String(name))) return [];
    return [`custom:${String(name).replace(/^custom:/, '')}`];
  });

/** Whether every user has the attribute, and nobody can delete it. */
export const isRequired = (pool: Pick<PoolSettings, 'Schema'>, name: string): boolean =>
  schemaOf(pool).some((attribute) => attribute.Name === name && attribute.Required === true);

/** Whether people may sign in by the attribute. */
export const isSignInName = (pool: PoolSettings, name: string): boolean =>
  isUserName(pool, name) || (ALIASES.has(name) && mayInclude(pool.AliasAttributes, name));

const isUserName = (pool: PoolSettings, name: string): boolean =>
  USERNAMES.has(name) && mayInclude(pool.UsernameAttributes, name);

/**
 * Whether people who sign themselves up may give the attribute as their user name, or another one in its place. It is an
 * attribute of theirs by that alone, whatever their client may write.
 */
export function isNamedAtSignUp(pool: PoolSettings, name: string): boolean {
  const admin = pool.AdminCreateUserConfig as { readonly AllowAdminCreateUserOnly?: unknown } | null | undefined;
  return isUserName(pool, name) && admin?.AllowAdminCreateUserOnly !== true;
}

/** Whether the old value of an address counts until the new one is verified. */
export function keepsOriginal({ UserAttributeUpdateSettings: settings }: PoolSettings, name: string): boolean {
  const kept = settings as { readonly AttributesRequireVerificationBeforeUpdate?: unknown } | null | undefined;
  return includes(kept?.AttributesRequireVerificationBeforeUpdate, name);
}
