import { ClientAttributes, type StandardAttributesMask } from 'aws-cdk-lib/aws-cognito';
import type { GuardedAttribute } from '../bypass/guarded-attributes.ts';
import { customAttributesOf } from '../bypass/pool-attributes.ts';
import type { PoolSettings } from '../bypass/settings.ts';

/** Every standard attribute that a user may write, as CDK names it and as Cognito does. `…_verified` is Cognito's own. */
const WRITABLE = {
  address: 'address',
  birthdate: 'birthdate',
  email: 'email',
  familyName: 'family_name',
  fullname: 'name',
  gender: 'gender',
  givenName: 'given_name',
  lastUpdateTime: 'updated_at',
  locale: 'locale',
  middleName: 'middle_name',
  nickname: 'nickname',
  phoneNumber: 'phone_number',
  preferredUsername: 'preferred_username',
  profilePage: 'profile',
  profilePicture: 'picture',
  timezone: 'zoneinfo',
  website: 'website',
} as const satisfies Partial<Record<keyof StandardAttributesMask, string>>;

const READABLE = {
  ...WRITABLE,
  emailVerified: 'email_verified',
  phoneNumberVerified: 'phone_number_verified',
} as const satisfies Partial<Record<keyof StandardAttributesMask, string>>;

/**
 * What users may write of themselves: the standard attributes and the pool's custom ones, without those that a sign-in
 * depends on. Named one by one, so that an attribute added later isn't open by itself.
 */
export function writableAttributes(pool: PoolSettings, guarded: readonly GuardedAttribute[]): ClientAttributes {
  const closed = new Set(guarded.filter(({ stays }) => !stays).map(({ name }) => name));
  return without(closed, WRITABLE, pool);
}

/** What users may read of themselves: all but what a challenge keeps secret. Undefined, Cognito's default, for all. */
export function readableAttributes(
  pool: PoolSettings,
  guarded: readonly GuardedAttribute[],
): ClientAttributes | undefined {
  const closed = new Set(guarded.filter(({ secret }) => secret).map(({ name }) => name));
  return closed.size === 0 ? undefined : without(closed, READABLE, pool);
}

function without(
  closed: ReadonlySet<string>,
  standard: Readonly<Record<string, string>>,
  pool: PoolSettings,
): ClientAttributes {
  const mask = Object.fromEntries(Object.entries(standard).map(([key, name]) => [key, !closed.has(name)]));
  const custom = customAttributesOf(pool).filter((name) => !closed.has(name));
  return new ClientAttributes().withStandardAttributes(mask).withCustomAttributes(...custom);
}
