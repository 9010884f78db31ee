import type { LocalPoolDefinition } from '../model.ts';
import type { StoredUser } from '../store/users.ts';
import { isVerified } from './verified.ts';

type Naming = Pick<LocalPoolDefinition, 'usernameAttributes' | 'aliasAttributes' | 'caseSensitive'>;

/** A name as it is looked up. */
export const lookedUp = (name: string, { caseSensitive }: Pick<Naming, 'caseSensitive'>): string =>
  caseSensitive ? name : name.toLowerCase();

/**
 * Everything that a user can be found by.
 *
 * An address that people sign in with counts from the sign-up on; an alias only once it is verified.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export function namesOf({ userName, attributes }: Pick<StoredUser, 'userName' | 'attributes'>, pool: Naming): string[] {
  const addresses = pool.usernameAttributes.map((name) => attributes[name]);
  const aliases = pool.aliasAttributes.map((name) =>
    name === 'preferred_username' || isVerified(attributes, name) ? attributes[name] : undefined,
  );
  const names = [userName, ...addresses, ...aliases].filter((name) => name !== undefined && name !== '');
  return [...new Set(names.map((name) => lookedUp(name as string, pool)))];
}
