import { CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { sendCode } from '../messages/codes.ts';
import type { Address, CodeDeliveryDetails } from '../messages/delivery.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';
import type { EventSource } from '../triggers/pool-triggers.ts';
import { assertAttributes, assertComplete, changedAttributes } from './attributes.ts';
import { findUser } from './find-user.ts';
import { saveUser } from './save-user.ts';

const ADDRESSES = ['email', 'phone_number'] as const;

/** How somebody changes attributes: the user, or the pool's owner. */
export interface AttributeChange {
  readonly changes: TextMap;
  readonly typedName: string;
  readonly clientMetadata: TextMap | undefined;
}

/**
 * Changes a user's attributes. A new address that the pool verifies gets a code; where the pool keeps the original, the new
 * one takes its place only with that code. An owner who says in the same request that it is verified needs none.
 *
 * @returns where codes went
 * @throws CognitoError
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
 */
export async function changeAttributes(
  user: StoredUser,
  at: EventSource,
  { changes, ...message }: AttributeChange,
  services: PoolServices,
  call: Call,
): Promise<CodeDeliveryDetails[]> {
  const { pool } = at;
  const { store } = services;
  assertAttributes(changes, pool);
  const isNew = (name: Address): boolean =>
    Boolean(changes[name]) && changes[name] !== user.attributes[name] && changes[`${name}_verified`] !== 'true';
  const fresh = ADDRESSES.filter(isNew);
  const waiting = fresh.filter((name) => pool.verifiedBeforeUpdate?.includes(name));
  const now = Object.fromEntries(Object.entries(changes).filter(([name]) => !waiting.some((kept) => kept === name)));
  // Refused now, not only once it is verified.
  changedAttributes(user, changes, pool);
  for (const name of waiting) assertFree(user, changes[name] as string, name, at, services);

  const attributes = changedAttributes(user, now, pool);
  assertComplete(attributes, pool);
  const changed: StoredUser = { ...user, attributes, modifiedAt: services.now() };
  saveUser(changed, pool, store);
  // A code for another address is good for nothing any more.
  for (const name of ADDRESSES) if (name in changes) store.confirmationCodes.remove(user, name);

  const sent: CodeDeliveryDetails[] = [];
  for (const name of fresh.filter((address) => pool.autoVerifiedAttributes.includes(address))) {
    const to = changes[name] as string;
    const code = { ...message, kind: 'UpdateUserAttribute', purpose: name, attribute: name, to } as const;
    sent.push(await sendCode(changed, at, code, services, call));
  }
  return sent;
}

/** Refuses an address that another user signs in with. */
function assertFree(
  { userName }: StoredUser,
  address: string,
  name: Address,
  { pool }: EventSource,
  { store }: PoolServices,
): void {
  const owner = findUser(store.users, pool, address);
  if (!owner || owner.userName === userName) return;
  const shown = name === 'email' ? 'email' : 'phone number';
  throw new CognitoError('AliasExistsException', `An account with the ${shown} already exists.`);
}

/**
 * Removes attributes. With an address goes what was known of it.
 *
 * @throws CognitoError
 */
export function removeAttributes(
  user: StoredUser,
  { pool }: EventSource,
  names: readonly string[],
  services: PoolServices,
): void {
  const removed = Object.fromEntries(names.map((name) => [name, '']));
  assertAttributes(removed, pool);
  const attributes = changedAttributes(user, removed, pool);
  for (const name of ADDRESSES) {
    if (!names.includes(name)) continue;
    delete attributes[`${name}_verified`];
    services.store.confirmationCodes.remove(user, name);
  }
  assertComplete(attributes, pool);
  saveUser({ ...user, attributes, modifiedAt: services.now() }, pool, services.store);
}
