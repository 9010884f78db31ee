import { isEmailAddress } from '../../protocol/email-address.ts';
import { invalidParameter, notAuthorized } from '../../protocol/index.ts';
import { STANDARD_ATTRIBUTES } from '../../protocol/standard-attributes.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import { ADDRESSES, type LocalPoolDefinition } from '../model.ts';
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

/**
 * Refuses attributes that the pool's schema doesn't know, or that are none of their kind.
 *
 * @throws CognitoError InvalidParameterException
 */
export function assertAttributes(attributes: TextMap, pool: LocalPoolDefinition): void {
  for (const [name, value] of Object.entries(attributes)) {
    const declared = pool.schema.find((attribute) => attribute.name === name);
    if (name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
    if (!declared && !STANDARD_ATTRIBUTES.has(name)) {
      throw invalidParameter(
        `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
      );
    }
    if (value === '') continue;
    if (name === 'email' && !isEmailAddress(value)) throw invalidParameter('Invalid email address format.');
    if (name === 'phone_number' && !isPhoneNumber(value)) throw invalidParameter('Invalid phone number format.');
    if (VERIFIED.has(name) && !/^(true|false)$/i.test(value)) {
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: Attribute value must be a boolean\n`);
    }
    if (declared?.type === 'Number' && !/^-?\d+$/.test(value)) {
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: Attribute value must be a number\n`);
    }
  }
}

/**
 * Refuses a user that lacks an attribute which the schema requires.
 *
 * @throws CognitoError InvalidParameterException
 */
export function assertComplete(attributes: TextMap, pool: LocalPoolDefinition): void {
  const missing = pool.schema.filter(({ name, required }) => required && name !== 'sub' && !attributes[name]);
  if (missing.length === 0) return;
  const list = missing.map(({ name }) => `${name}: The attribute is required\n`).join('');
  throw invalidParameter(`Attributes did not conform to the schema: ${list}`);
}

/** Attributes that a client may never write: only a code, a trigger or the pool's owner verifies an address. */
const NEVER_WRITTEN = ['email_verified', 'phone_number_verified'];

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
    (name) => NEVER_WRITTEN.includes(name) || (writeAttributes !== undefined && !writeAttributes.includes(name)),
  );
  if (refused) throw notAuthorized('A client attempted to write unauthorized attribute');
}

/**
 * Merges changes into a user's attributes. A new address is unverified, unless the change says otherwise; an empty value
 * removes an attribute.
 *
 * @throws CognitoError InvalidParameterException for an attribute that can't change.
 */
export function changedAttributes(
  { attributes }: Pick<StoredUser, 'attributes'>,
  changes: TextMap,
  pool: LocalPoolDefinition,
): Record<string, string> {
  const merged: Record<string, string> = { ...attributes };
  for (const name of ADDRESSES) {
    if (changes[name] !== undefined && changes[name] !== attributes[name]) merged[`${name}_verified`] = 'false';
  }
  for (const [name, value] of Object.entries(changes)) {
    const fixed = pool.schema.some((declared) => declared.name === name && !declared.mutable);
    if (fixed && attributes[name] !== undefined && attributes[name] !== value) {
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
