import { STANDARD_ATTRIBUTES } from '../protocol/standard-attributes.ts';
import type { GuardedAttribute } from './guarded-attributes.ts';
import { customAttributesOf } from './pool-attributes.ts';
import type { PoolSettings } from './settings.ts';

/** `sub` is in every token, and no list names it. */
const READABLE = [...STANDARD_ATTRIBUTES].filter((name) => name !== 'sub');
/** Whether an address is verified says Cognito itself. */
const WRITABLE = READABLE.filter((name) => !name.endsWith('_verified'));

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
