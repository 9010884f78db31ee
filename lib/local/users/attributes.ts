import { invalidParameter, notAuthorized } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import { ADDRESSES, type LocalPoolDefinition } from '../model.ts';
import { declaredAttribute } from '../settings/standard-schema.ts';
import type { StoredUser } from '../store/users.ts';

/** An attribute as the API writes it. */
export interface AttributeType {
  readonly Name: string;
  readonly Value?: string | undefined;
}

/** An attribute that a code can go to. */
export type Address = (typeof ADDRESSES)[number];

/** An address as Cognito's errors call it. */
export const addressInWords = (address: Address): string => (address === 'email' ? 'email' : 'phone number');

const VERIFIED: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);
const PHONE_NUMBER = /^\+[1-9]\d{4,14}$/;

export const isPhoneNumber = (value: string): boolean => PHONE_NUMBER.test(value);

/** The list as a record; a value left out is an empty one. */
export const toRecord = (list: readonly AttributeType[] = []): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value = '' }) => [Name, Value]));

/** A user's attributes as the API lists them. */
export const toList = (attributes: TextMap): AttributeType[] =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** What no client writes: only a code, a trigger or the pool's owner verifies an address, and `dev:` is the owner's. */
const isOwners = (name: string): boolean => VERIFIED.has(name) || name.startsWith('dev:');

/**
 * Refuses attributes that a client may not write.
 *
 * @throws CognitoError NotAuthorizedException
 */
export function assertClientMayWrite(
  attributes: TextMap,
  { client: { writeAttributes } }: Pick<PoolClient, 'client'>,
): void {
  const refused = Object.keys(attributes).some(
    (name) => isOwners(name) || (writeAttributes !== undefined && !writeAttributes.includes(name)),
  );
  if (refused) throw notAuthorized('A client attempted to write unauthorized attribute');
}

/**
 * Merges changes into a user's attributes. A new address is unverified, unless the change says otherwise; an empty value
 * removes an attribute.
 *
 * @param when an attribute that isn't mutable can be set while the user registers, where it isn't yet
 * @throws CognitoError InvalidParameterException for an attribute that can't change.
 */
export function changedAttributes(
  { attributes }: Pick<StoredUser, 'attributes'>,
  changes: TextMap,
  pool: LocalPoolDefinition,
  when: 'registering' | 'registered',
): Record<string, string> {
  const merged: Record<string, string> = { ...attributes };
  for (const name of ADDRESSES) {
    if (changes[name] !== undefined && changes[name] !== attributes[name]) merged[`${name}_verified`] = 'false';
  }
  for (const [name, value] of Object.entries(changes)) {
    const { mutable = true } = declaredAttribute(pool.schema, name) ?? {};
    const isSet = when === 'registered' || attributes[name] !== undefined;
    if (!mutable && isSet && (attributes[name] ?? '') !== value) {
      throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
    }
    if (value === '') delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** What triggers see of a user: the attributes, and what Cognito adds to them. */
export function eventAttributes({ attributes, status }: StoredUser, pool: LocalPoolDefinition): Record<string, string> {
  const { email, phone_number: phoneNumber } = attributes;
  const isAlias = (name: Address) => pool.usernameAttributes.includes(name) || pool.aliasAttributes.includes(name);
  return {
    ...attributes,
    'cognito:user_status': status,
    ...(email && isAlias('email') && { 'cognito:email_alias': email }),
    ...(phoneNumber && isAlias('phone_number') && { 'cognito:phone_number_alias': phoneNumber }),
  };
}
