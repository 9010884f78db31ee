import type { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { boolean, integer, json, nullable, oneOf, text } from './columns.ts';
import { NAMES, namesIn } from './names.ts';
import { OWNED, type Owner } from './owner.ts';
import { SEARCH_TERMS, searchTermsIn, termOf, type UserSearch } from './search-terms.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';
import { inTransaction } from './transaction.ts';
import { USER_COUNTS } from './user-counts.ts';

const STATUSES = ['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED'] as const;

/** A user's state, as Cognito names it. */
export type UserStatus = (typeof STATUSES)[number];

/** A user of a pool. */
export interface StoredUser {
  readonly userPoolId: string;
  /** The real one: a UUID where people sign in by an address. */
  readonly userName: string;
  /** `sub` included. */
  readonly attributes: TextMap;
  readonly status: UserStatus;
  readonly enabled: boolean;
  /** Salt and SRP verifier. Null where nobody set a password. */
  readonly passwordHash: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** A name that a user was to get belongs to another one. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
  /** The name, as it is looked up. */
  readonly taken: string;

  constructor(taken: string) {
    super('the name belongs to another user');
    this.taken = taken;
  }
}

/** A user's place in a search. */
export interface SearchPlace {
  readonly value: string;
  readonly userName: string;
}

/** The users, and the names by which they are found. */
export interface Users {
  /** @param name as it is looked up: in lower case where the pool doesn't tell cases apart */
  find(userPoolId: string, name: string): StoredUser | undefined;
  /**
   * Writes a user, new or changed, and the names that lead to it.
   *
   * @param options.takeNames names of other users become this one's
   * @throws NameTakenError if one leads to another user.
   */
  save(user: StoredUser, names: readonly string[], options?: { readonly takeNames?: boolean }): void;
  /** With all that is the user's: codes, sign-ins. */
  remove(user: Owner): void;
  /** In the order of what is searched, then of their user names; after the place given. */
  search(userPoolId: string, search: UserSearch, after?: SearchPlace): IterableIterator<StoredUser>;
  count(userPoolId: string): number;
}

const isTextMap = (value: unknown): value is TextMap =>
  isRecord(value) && Object.values(value).every((member) => typeof member === 'string');

export const USERS = table({
  name: 'users',
  columns: {
    userPoolId: text,
    userName: text,
    attributes: json(isTextMap, 'a map of texts'),
    status: oneOf(STATUSES),
    enabled: boolean,
    passwordHash: nullable(text),
    createdAt: integer,
    modifiedAt: integer,
  },
  constraints: ['PRIMARY KEY (user_pool_id, user_name)'],
});

/** The table of users. */
export function usersIn(database: DatabaseSync): Users {
  const { columns } = USERS;
  const names = namesIn(database);
  const terms = searchTermsIn(database);
  const current = statement(database, `SELECT * FROM users WHERE ${OWNED}`, columns);
  const find = statement(
    database,
    `SELECT u.* FROM names n JOIN users u USING (user_pool_id, user_name)
     WHERE n.user_pool_id = :userPoolId AND n.name = :name`,
    NAMES.columns,
    columns,
  );
  const write = insertion(database, USERS, {
    update: ['attributes', 'status', 'enabled', 'passwordHash', 'modifiedAt'],
  });
  const remove = statement(database, `DELETE FROM users WHERE ${OWNED}`, columns);
  const search = statement(
    database,
    `SELECT u.* FROM search_terms t CROSS JOIN users u USING (user_pool_id, user_name)
     WHERE t.user_pool_id = :userPoolId AND t.term = :term AND (t.value, t.user_name) > (:value, :userName)
     ORDER BY t.value, t.user_name`,
    SEARCH_TERMS.columns,
    columns,
  );
  const count = statement(database, 'SELECT * FROM user_counts WHERE user_pool_id = :userPoolId', USER_COUNTS.columns);

  return {
    find: (userPoolId, name) => find.get({ userPoolId, name }),
    save(user, wanted, { takeNames = false } = {}) {
      inTransaction(database, () => {
        const taken = takeNames ? undefined : names.takenFrom(user, wanted);
        if (taken !== undefined) throw new NameTakenError(taken);
        terms.replace(current.get(user), user);
        write(user);
        names.replace(user, wanted);
      });
    },
    remove(user) {
      inTransaction(database, () => {
        terms.replace(current.get(user), undefined);
        remove.run(user);
      });
    },
    *search(userPoolId, { term, value: wanted, isPrefix }, after = { value: wanted, userName: '' }) {
      for (const user of search.iterate({ userPoolId, term, ...after })) {
        const value = termOf(user, term) ?? '';
        // They stand in order: what comes after the first that doesn't fit doesn't either.
        if (isPrefix ? !value.startsWith(wanted) : value !== wanted) return;
        yield user;
      }
    },
    count: (userPoolId) => count.get({ userPoolId })?.total ?? 0,
  };
}
