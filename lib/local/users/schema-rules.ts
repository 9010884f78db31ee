import { isEmailAddress } from '../../protocol/email-address.ts';
import { type CognitoError, invalidParameter } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { ADDRESSES, type LocalPoolDefinition } from '../model.ts';
import { declaredAttribute, wholeSchema } from '../settings/standard-schema.ts';
import { type Address, isPhoneNumber } from './attributes.ts';
import { valueFault } from './value-fault.ts';
import { isTrue } from './verified.ts';

type Schema = Pick<LocalPoolDefinition, 'schema'>;

const NOT_THERE = 'Attribute does not exist in the schema.';

/** As jagregory/cognito-local has them; no recording of Cognito's is known. */
const ADDRESS_MISSING: Readonly<Record<Address, string>> = {
  email: 'Email is required to verify/un-verify an email',
  phone_number: 'Phone Number is required to verify/un-verify a phone number',
};

const nonConforming = (faults: readonly string[]): CognitoError =>
  invalidParameter(`Attributes did not conform to the schema: ${faults.map((fault) => `${fault}\n`).join('')}`);

/**
 * Refuses attributes that the pool's schema doesn't know, or whose values it doesn't take. An empty value removes an
 * attribute, and is none to judge.
 *
 * @param of whose attributes they are: Cognito says the same in other words of a user that is there already
 * @throws CognitoError InvalidParameterException
 */
export function assertAttributes(attributes: TextMap, { schema }: Schema, of: 'new user' | 'user'): void {
  const faults: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'sub') throw invalidParameter('Cannot modify the non-mutable attribute sub');
    const declared = declaredAttribute(schema, name);
    const fault = declared ? value !== '' && valueFault(declared, value) : NOT_THERE;
    if (fault) faults.push(`${name}: ${fault}`);
    if (value === '') continue;
    if (name === 'email' && !isEmailAddress(value)) throw invalidParameter('Invalid email address format.');
    if (name === 'phone_number' && !isPhoneNumber(value)) throw invalidParameter('Invalid phone number format.');
  }
  if (faults.length === 0) return;
  if (of === 'new user') throw nonConforming(faults);
  throw invalidParameter(faults.map((fault) => `user.${fault}\n`).join(''));
}

/**
 * Refuses to remove what the schema doesn't know.
 *
 * @throws CognitoError InvalidParameterException
 */
export function assertRemovable(names: readonly string[], { schema }: Schema): void {
  if (names.includes('sub')) throw invalidParameter('Cannot modify the non-mutable attribute sub');
  const unknown = names.filter((name) => !declaredAttribute(schema, name));
  if (unknown.length === 0) return;
  throw invalidParameter(`Invalid user attributes: ${unknown.map((name) => `user.${name}: ${NOT_THERE}\n`).join('')}`);
}

/** The attributes that the schema requires and a user lacks. `sub` is Cognito's own matter. */
export const missingAttributes = (attributes: TextMap, { schema }: Schema): readonly string[] =>
  wholeSchema(schema).flatMap(({ name, required }) => (required && name !== 'sub' && !attributes[name] ? [name] : []));

/**
 * Refuses a user that lacks an attribute which the schema requires.
 *
 * @param before what the user had: one whom an administrator made without it may go on without it
 * @throws CognitoError InvalidParameterException
 */
export function assertComplete(attributes: TextMap, pool: Schema, before?: TextMap): void {
  const missing = missingAttributes(attributes, pool).filter((name) => !before || before[name]);
  if (missing.length > 0) throw nonConforming(missing.map((name) => `${name}: The attribute is required`));
}

/**
 * Refuses to call an address verified that isn't there.
 *
 * @param changes what was asked for
 * @param attributes what the user would have then
 * @throws CognitoError InvalidParameterException
 */
export function assertAddresses(changes: TextMap, attributes: TextMap): void {
  for (const name of ADDRESSES) {
    if (!isTrue(changes[`${name}_verified`]) || attributes[name]) continue;
    throw invalidParameter(ADDRESS_MISSING[name]);
  }
}
