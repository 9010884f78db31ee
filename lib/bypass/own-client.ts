import type { GuardedAttribute } from './guarded-attributes.ts';
import { customAttributesOf } from './pool-attributes.ts';
import type { PoolSettings } from './settings.ts';

/** Every standard attribute that a user may write. `…_verified` is Cognito's own. */
const WRITABLE = [
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
  'updated_at',
  'website',
  'zoneinfo',
] as const;

const READABLE = [...WRITABLE, 'email_verified', 'phone_number_verified'] as const;

/**
 * What users of the flow's own client may write of themselves: the standard attributes and the pool's custom ones, without
 * those that a sign-in depends on. Named one by one, so that an attribute added later isn't open by itself.
 */
export function writableAttributes(pool: PoolSettings, guarded: readonly GuardedAttribute[]): readonly string[] {
  const closed = new Set(guarded.filter(({ stays }) => !stays).map(({ name }) => name));
  return without(closed, WRITABLE, pool);
}

/** What they may read: all but what a challenge keeps secret. Undefined, Cognito's default, for all. */
export function readableAttributes(
  pool: PoolSettings,
  guarded: readonly GuardedAttribute[],
): readonly string[] | undefined {
  const closed = new Set(guarded.filter(({ secret }) => secret).map(({ name }) => name));
  return closed.size === 0 ? undefined : without(closed, READABLE, pool);
}

const without = (closed: ReadonlySet<string>, standard: readonly string[], pool: PoolSettings): readonly string[] =>
  [...standard, ...customAttributesOf(pool)].filter((name) => !closed.has(name)).sort();
