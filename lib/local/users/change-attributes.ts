import { CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { CallContext } from '../call-context.ts';
import { ADDRESSES, type LocalPoolDefinition } from '../model.ts';
import type { StoredUser } from '../store/users.ts';
import { type Address, addressInWords, changedAttributes } from './attributes.ts';
import { findUser } from './find-user.ts';
import { saveUser } from './save-user.ts';
import { assertAddresses, assertAttributes, assertComplete, assertRemovable } from './schema-rules.ts';
import { isTrue } from './verified.ts';

type UserContext = Pick<CallContext, 'store' | 'now'>;

/** A user whose attributes were changed. */
export interface ChangedUser {
  readonly user: StoredUser;
  /** New addresses that a code has to verify: the attribute, and what it is to be. */
  readonly toVerify: readonly { readonly attribute: Address; readonly to: string }[];
}

/**
 * Changes a user's attributes. A new address that the pool verifies needs a code, which the caller sends; where the pool
 * keeps the original, the new one takes its place only with that code. An owner who says in the same request that it is
 * verified needs none.
 *
 * @throws CognitoError
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export function changeAttributes(
  user: StoredUser,
  changes: TextMap,
  pool: LocalPoolDefinition,
  { store, now }: UserContext,
): ChangedUser {
  assertAttributes(changes, pool, 'user');
  const isNew = (name: Address): boolean =>
    Boolean(changes[name]) && changes[name] !== user.attributes[name] && !isTrue(changes[`${name}_verified`]);
  const fresh = ADDRESSES.filter(isNew);
  const waiting = fresh.filter((name) => pool.verifiedBeforeUpdate?.includes(name));
  const atOnce = Object.fromEntries(Object.entries(changes).filter(([name]) => !waiting.some((kept) => kept === name)));
  // Refused now, not only once it is verified.
  assertAddresses(changes, changedAttributes(user, changes, pool, 'registered'));
  for (const name of waiting) assertFree(name, changes[name] as string, user, { pool, store });

  const attributes = changedAttributes(user, atOnce, pool, 'registered');
  assertComplete(attributes, pool, user.attributes);
  const changed: StoredUser = { ...user, attributes, modifiedAt: now() };
  saveUser(changed, pool, store);
  // A code for another address is good for nothing any more.
  for (const name of ADDRESSES) if (name in changes) store.confirmationCodes.remove(user, name);
  const verified = fresh.filter((name) => pool.autoVerifiedAttributes.includes(name));
  return { user: changed, toVerify: verified.map((attribute) => ({ attribute, to: changes[attribute] as string })) };
}

/** Refuses an address that another user signs in with. */
function assertFree(
  name: Address,
  address: string,
  { userName }: StoredUser,
  { pool, store }: Pick<CallContext, 'store'> & { readonly pool: LocalPoolDefinition },
): void {
  const owner = findUser(store.users, pool, address);
  if (!owner || owner.userName === userName) return;
  throw new CognitoError('AliasExistsException', `An account with the ${addressInWords(name)} already exists.`);
}

/**
 * Removes attributes. With an address goes what was known of it.
 *
 * @throws CognitoError
 */
export function removeAttributes(
  user: StoredUser,
  names: readonly string[],
  pool: LocalPoolDefinition,
  { store, now }: UserContext,
): void {
  assertRemovable(names, pool);
  const removed = Object.fromEntries(names.map((name) => [name, '']));
  const attributes = changedAttributes(user, removed, pool, 'registered');
  for (const name of ADDRESSES) {
    if (!names.includes(name)) continue;
    delete attributes[`${name}_verified`];
    store.confirmationCodes.remove(user, name);
  }
  assertComplete(attributes, pool, user.attributes);
  saveUser({ ...user, attributes, modifiedAt: now() }, pool, store);
}
