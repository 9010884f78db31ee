import type { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { boolean, integer, json, nullable, oneOf, text } from './columns.ts';
import { NAMES, namesIn } from './names.ts';
import { OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';
import { inTransaction } from './transaction.ts';

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
  /** In the order of their user names, after the one given. */
  list(userPoolId: string, after: string): IterableIterator<StoredUser>;
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
  const list = statement(
    database,
    'SELECT * FROM users WHERE user_pool_id = :userPoolId AND user_name > :after ORDER BY user_name',
    { ...columns, after: text },
    columns,
  );
  const count = statement(database, 'SELECT count(*) AS total FROM users WHERE user_pool_id = :userPoolId', columns, {
    total: integer,
  });

  return {
    find: (userPoolId, name) => find.get({ userPoolId, name }),
    save(user, wanted, { takeNames = false } = {}) {
      inTransaction(database, () => {
        const taken = takeNames ? undefined : names.takenFrom(user, wanted);
        if (taken !== undefined) throw new NameTakenError(taken);
        write(user);
        names.replace(user, wanted);
      });
    },
    remove(user) {
      remove.run(user);
    },
    list: (userPoolId, after) => list.iterate({ userPoolId, after }),
    count: (userPoolId) => count.get({ userPoolId })?.total ?? 0,
  };
}
