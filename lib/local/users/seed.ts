import { randomUUID } from 'node:crypto';
import { isEmailAddress } from '../../protocol/email-address.ts';
import { CognitoError } from '../../protocol/index.ts';
import { STANDARD_ATTRIBUTES } from '../../protocol/standard-attributes.ts';
import { SeedError } from '../errors.ts';
import type { LocalPasswordPolicy, LocalPoolDefinition, SeedUser } from '../model.ts';
import type { Store } from '../store/store.ts';
import type { StoredUser } from '../store/users.ts';
import { changedAttributes, isPhoneNumber } from './attributes.ts';
import { findUser } from './find-user.ts';
import { assertPassword, hashPassword } from './password.ts';
import { saveUser } from './save-user.ts';
import { assertAddresses, assertAttributes } from './schema-rules.ts';

/** What seeding takes. */
export interface Seeding {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What becomes of a user that the pool has: it stays, or is made what the seed says of it. */
  readonly known: 'stays' | 'is changed';
}

/**
 * Makes users in each of the pools that has their attributes, and that they can sign in to by what they have, CONFIRMED. Those without a password are there when the
 * function returns; the promise is of all.
 *
 * @throws SeedError if no pool takes a user, or one refuses them, the password, or a group
 */
export async function seedUsers(
  seed: readonly SeedUser[],
  pools: readonly LocalPoolDefinition[],
  seeding: Seeding,
): Promise<void> {
  for (const user of seed) {
    const taking = pools.filter((pool) => whyNotIn(pool, user, seeding.store) === undefined);
    const [first] = pools;
    if (taking.length === 0 && first) throw new SeedError(`${user.username}: ${whyNotIn(first, user, seeding.store)}`);
    for (const pool of taking) {
      try {
        const hashing = seedUser(user, pool, seeding);
        if (hashing !== undefined) await hashing;
      } catch (cause) {
        if (!(cause instanceof CognitoError)) throw cause;
        const policy = cause.code === 'InvalidPasswordException' ? ` ${describePolicy(pool.passwordPolicy)}` : '';
        const text = cause.message.trim().replace(/\.?$/, '.');
        throw new SeedError(`${user.username} can't be made in the pool ${pool.name}: ${text}${policy}`, { cause });
      }
    }
  }
}

function seedUser(user: SeedUser, pool: LocalPoolDefinition, seeding: Seeding): Promise<void> | undefined {
  const { store, known, now } = seeding;
  const found = findUser(store.users, pool, user.username);
  if (found && known === 'stays') return undefined;
  const { attributes = {}, password, groups = [] } = user;
  assertAttributes(attributes, pool, 'new user');
  const made: StoredUser = found
    ? { ...found, attributes: changedAttributes(found, attributes, pool, 'registering'), modifiedAt: now }
    : newSeedUser(user, pool, now);
  assertAddresses(attributes, made.attributes);
  const save = (passwordHash: string | null): void => {
    saveUser({ ...made, passwordHash }, pool, store);
    for (const groupName of groups) {
      const group = { userPoolId: pool.userPoolId, groupName };
      if (!store.groups.find(group)) store.groups.save({ ...group, createdAt: now, modifiedAt: now });
      store.groups.add(group, made.userName);
    }
  };
  if (password === undefined) {
    save(made.passwordHash);
    return undefined;
  }
  assertPassword(password, pool.passwordPolicy);
  return hashPassword(password, made, now).then(save);
}

function newSeedUser({ username, attributes = {} }: SeedUser, pool: LocalPoolDefinition, now: number): StoredUser {
  const sub = randomUUID();
  const kind = addressKind(username);
  return {
    userPoolId: pool.userPoolId,
    userName: pool.usernameAttributes.length > 0 ? sub : username,
    attributes: { sub, ...(kind && { [kind]: username, [`${kind}_verified`]: 'true' }), ...attributes },
    status: 'CONFIRMED',
    enabled: true,
    passwordHash: null,
    createdAt: now,
    modifiedAt: now,
  };
}

const addressKind = (username: string) =>
  isEmailAddress(username) ? 'email' : isPhoneNumber(username) ? 'phone_number' : undefined;

/** Why a user has no place in a pool: an attribute that it lacks, or nothing of the user to sign in by. */
function whyNotIn(pool: LocalPoolDefinition, user: SeedUser, store: Store): string | undefined {
  if (unknownAttributes(user, pool).length > 0) return noSuchAttribute(user, pool);
  const { usernameAttributes } = pool;
  const { username, attributes = {} } = user;
  // An address of the other kind is taken, as alice@example.com is, who is made where nobody else is named.
  if (addressKind(username) !== undefined) return undefined;
  if (usernameAttributes.length === 0 || findUser(store.users, pool, username)) return undefined;
  if (usernameAttributes.some((name) => attributes[name] !== undefined)) return undefined;
  return (
    `people sign in to the pool ${pool.name} by ${usernameAttributes.join(' or ')}: name the user by one, or give ` +
    `the attribute, ${usernameAttributes[0]}=…`
  );
}

const unknownAttributes = ({ attributes = {} }: SeedUser, { schema }: LocalPoolDefinition): readonly string[] =>
  Object.keys(attributes).filter(
    (name) => !STANDARD_ATTRIBUTES.has(name) && !schema.some((each) => each.name === name),
  );

function noSuchAttribute(user: SeedUser, pool: LocalPoolDefinition): string {
  const own = pool.schema.map(({ name }) => name).filter((name) => !STANDARD_ATTRIBUTES.has(name));
  return (
    `the pool ${pool.name} has no attribute ${unknownAttributes(user, pool).join(', ')}; ` +
    `its own are ${own.join(', ') || 'none'} (CustomAuth: customAttributes)`
  );
}

/** A pool's rules for passwords, as a person reads them. */
function describePolicy(policy: LocalPasswordPolicy): string {
  const kinds = [
    policy.requireUppercase && 'an upper case letter',
    policy.requireLowercase && 'a lower case letter',
    policy.requireNumbers && 'a digit',
    policy.requireSymbols && 'a symbol',
  ].filter(Boolean);
  const most = kinds.length > 1 ? `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}` : (kinds[0] ?? '');
  return `It asks at least ${policy.minimumLength} characters${most && `, with ${most}`}.`;
}
