import { CognitoError } from '../../protocol/index.ts';
import { ADDRESSES, type LocalPoolDefinition } from '../model.ts';
import type { Store } from '../store/store.ts';
import { NameTakenError, type StoredUser } from '../store/users.ts';
import { type Address, addressInWords } from './attributes.ts';
import { lookedUp, namesOf } from './names.ts';

/** Which of a user's addresses is the name that another one has. */
const takenAddress = (user: StoredUser, pool: LocalPoolDefinition, taken: string): Address | undefined =>
  ADDRESSES.find((name) => lookedUp(user.attributes[name] ?? '', pool) === taken);

/**
 * Keeps a user that signed up.
 *
 * @throws CognitoError UsernameExistsException
 */
export function saveNewUser(user: StoredUser, pool: LocalPoolDefinition, store: Store, text: string): void {
  try {
    store.users.save(user, namesOf(user, pool));
  } catch (error) {
    if (!(error instanceof NameTakenError)) throw error;
    const address = takenAddress(user, pool, error.taken);
    const message = address ? `An account with the given ${addressInWords(address)} already exists.` : text;
    // Where it's an alias, the user name itself is free.
    const code = address && pool.usernameAttributes.length === 0 ? 'AliasExistsException' : 'UsernameExistsException';
    throw new CognitoError(code, message);
  }
}

/**
 * Keeps a changed user.
 *
 * @param takeAliases an address that is another user's alias becomes this one's, and the other's counts as unverified
 * @throws CognitoError AliasExistsException
 */
export function saveUser(user: StoredUser, pool: LocalPoolDefinition, store: Store, takeAliases = false): void {
  try {
    store.users.save(user, namesOf(user, pool));
  } catch (error) {
    if (!(error instanceof NameTakenError)) throw error;
    const address = takenAddress(user, pool, error.taken);
    const owner = store.users.find(user.userPoolId, error.taken);
    if (!takeAliases || !address || !owner || pool.usernameAttributes.length > 0) {
      throw new CognitoError(
        'AliasExistsException',
        `An account with the ${addressInWords(address ?? 'email')} already exists.`,
      );
    }
    const loser = { ...owner, attributes: { ...owner.attributes, [`${address}_verified`]: 'false' } };
    store.users.save(loser, namesOf(loser, pool));
    // Once for each address.
    saveUser(user, pool, store, takeAliases);
  }
}
