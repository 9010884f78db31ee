import { randomUUID } from 'node:crypto';
import { isEmailAddress } from '../../protocol/email-address.ts';
import { invalidParameter } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalPoolDefinition } from '../model.ts';
import type { StoredUser } from '../store/users.ts';
import { type Address, isPhoneNumber } from './attributes.ts';

/** Which address attribute a typed name is; undefined where the pool's people have names of their own. */
function addressKind(typed: string, { usernameAttributes }: LocalPoolDefinition): Address | undefined {
  if (usernameAttributes.length === 0) return undefined;
  const takesEmail = usernameAttributes.includes('email');
  const takesPhone = usernameAttributes.includes('phone_number');
  if (takesEmail && isEmailAddress(typed)) return 'email';
  if (takesPhone && isPhoneNumber(typed)) return 'phone_number';
  if (takesEmail && takesPhone) throw invalidParameter('Username should be either an email or a phone number.');
  throw invalidParameter(takesEmail ? 'Username should be an email.' : 'Username should be a phone number.');
}

/**
 * Makes a user, still without a password, from what was typed: where people sign in by an address, that becomes an attribute and the real user name
 * a UUID, the same as `sub`.
 *
 * @throws CognitoError InvalidParameterException if the name isn't what the pool takes.
 */
export function newUser(
  typed: string,
  attributes: TextMap,
  pool: LocalPoolDefinition,
  { status, now }: Pick<StoredUser, 'status'> & { readonly now: number },
): StoredUser {
  const kind = addressKind(typed, pool);
  if (!kind && pool.aliasAttributes.includes('email') && isEmailAddress(typed)) {
    throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
  }
  if (!kind && pool.aliasAttributes.includes('phone_number') && isPhoneNumber(typed)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
  // What Cognito does where the two differ isn't documented.
  if (kind && (attributes[kind] ?? typed) !== typed) {
    throw invalidParameter(`The attribute ${kind} differs from the username.`);
  }
  const sub = randomUUID();
  return {
    userPoolId: pool.userPoolId,
    userName: kind ? sub : typed,
    attributes: { sub, ...attributes, ...(kind && { [kind]: typed }) },
    status,
    enabled: true,
    passwordHash: null,
    createdAt: now,
    modifiedAt: now,
  };
}
