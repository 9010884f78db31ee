import { randomUUID } from 'node:crypto';
import { isEmailAddress } from '../../protocol/email-address.ts';
import type { LocalPoolDefinition, SeedUser } from '../model.ts';
import type { Store } from '../store/store.ts';
import { isPhoneNumber } from './attributes.ts';
import { findUser } from './find-user.ts';
import { namesOf } from './names.ts';

/** Makes the users that a pool hasn't got yet, CONFIRMED and without a password. */
export function seedUsers(seed: readonly SeedUser[], pool: LocalPoolDefinition, store: Store, now: number): void {
  for (const { username, attributes: given = {} } of seed) {
    if (findUser(store.users, pool, username)) continue;
    const sub = randomUUID();
    const kind = isEmailAddress(username) ? 'email' : isPhoneNumber(username) ? 'phone_number' : undefined;
    const attributes = { sub, ...(kind && { [kind]: username, [`${kind}_verified`]: 'true' }), ...given };
    const user = {
      userPoolId: pool.userPoolId,
      userName: pool.usernameAttributes.length > 0 ? sub : username,
      attributes,
      status: 'CONFIRMED',
      enabled: true,
      passwordHash: null,
      createdAt: now,
      modifiedAt: now,
    } as const;
    store.users.save(user, namesOf(user, pool));
  }
}
