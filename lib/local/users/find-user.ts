import { CognitoError } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { CallContext } from '../call-context.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { searchedValue } from '../store/search-terms.ts';
import type { StoredUser, Users } from '../store/users.ts';
import { lookedUp } from './names.ts';

/** What is said of a user that isn't there, where that is no secret. */
export const userNotFound = (): CognitoError => new CognitoError('UserNotFoundException', 'User does not exist.');

/** Finds a user by user name or alias, as they were typed. */
export const findUser = (users: Users, pool: LocalPoolDefinition, typed: string): StoredUser | undefined =>
  users.find(pool.userPoolId, lookedUp(typed, pool));

/** Finds a user by `sub`, where that isn't the user name. */
function findBySub(users: Users, { userPoolId }: LocalPoolDefinition, sub: string): StoredUser | undefined {
  for (const user of users.search(userPoolId, { term: 'sub', value: searchedValue('sub', sub), isPrefix: false })) {
    if (user.attributes.sub === sub) return user;
  }
  return undefined;
}

/**
 * The user that an administrator names: also by `sub`, unless that is somebody's name (docs/cognito.md#32-user-names).
 * No pretending here: whoever signs the request may know.
 *
 * @throws CognitoError ResourceNotFoundException, UserNotFoundException
 */
export function namedUser(
  { UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string },
  { index, store }: Pick<CallContext, 'index' | 'store'>,
): { readonly pool: LocalPoolDefinition; readonly user: StoredUser } {
  const pool = index.pool(UserPoolId);
  const user = findUser(store.users, pool, Username) ?? findBySub(store.users, pool, Username);
  if (!user) throw userNotFound();
  return { pool, user };
}

/**
 * The user whom a client names, where nobody is signed in. What Cognito says of one that isn't there depends on the
 * client; undefined where it pretends there is one.
 *
 * @throws CognitoError UserNotFoundException
 */
export function findUnlessHidden(
  typed: string,
  { pool, client }: PoolClient,
  { store }: Pick<CallContext, 'store'>,
): StoredUser | undefined {
  const user = findUser(store.users, pool, typed);
  if (!user && client.preventUserExistenceErrors === 'LEGACY') {
    throw new CognitoError('UserNotFoundException', 'Username/client id combination not found.');
  }
  return user;
}
