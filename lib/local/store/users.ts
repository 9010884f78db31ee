import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { inTransaction } from './database.ts';

/** A user's state, as Cognito names it. */
export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A user of a pool. */
export interface StoredUser {
  readonly userPoolId: string;
  /** The real one: a UUID where people sign in by an address. */
  readonly userName: string;
  /** `sub` included. */
  readonly attributes: Readonly<Record<string, string>>;
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
  remove(user: Pick<StoredUser, 'userPoolId' | 'userName'>): void;
  /** In the order of their user names, after the one given. */
  list(userPoolId: string, after: string): IterableIterator<StoredUser>;
  count(userPoolId: string): number;
}

const COLUMNS =
  'u.user_pool_id, u.user_name, u.attributes, u.status, u.enabled, u.password_hash, u.created_at, u.modified_at';

const toUser = (row: Record<string, SQLOutputValue>): StoredUser => ({
  userPoolId: row.user_pool_id as string,
  userName: row.user_name as string,
  attributes: JSON.parse(row.attributes as string),
  status: row.status as UserStatus,
  enabled: row.enabled === 1,
  passwordHash: row.password_hash as string | null,
  createdAt: row.created_at as number,
  modifiedAt: row.modified_at as number,
});

/** The table of users. */
export function usersIn(database: DatabaseSync): Users {
  const find = database.prepare(
    `SELECT ${COLUMNS} FROM names n JOIN users u USING (user_pool_id, user_name) WHERE n.user_pool_id = ? AND n.name = ?`,
  );
  const write = database.prepare(
    `INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET attributes = excluded.attributes,
     status = excluded.status, enabled = excluded.enabled, password_hash = excluded.password_hash,
     modified_at = excluded.modified_at`,
  );
  const owner = database.prepare('SELECT user_name FROM names WHERE user_pool_id = ? AND name = ?');
  const forgetNames = database.prepare('DELETE FROM names WHERE user_pool_id = ? AND user_name = ?');
  const name = database.prepare('INSERT OR REPLACE INTO names VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM users WHERE user_pool_id = ? AND user_name = ?');
  const list = database.prepare(
    `SELECT ${COLUMNS} FROM users u WHERE user_pool_id = ? AND user_name > ? ORDER BY user_name`,
  );
  const count = database.prepare('SELECT count(*) AS total FROM users WHERE user_pool_id = ?');

  return {
    find(userPoolId, looked) {
      const row = find.get(userPoolId, looked);
      return row && toUser(row);
    },
    save(user, names, { takeNames = false } = {}) {
      const { userPoolId, userName, attributes, status, enabled, passwordHash, createdAt, modifiedAt } = user;
      inTransaction(database, () => {
        for (const wanted of names) {
          const row = owner.get(userPoolId, wanted);
          if (row && row.user_name !== userName && !takeNames) throw new NameTakenError(wanted);
        }
        const texts = JSON.stringify(attributes);
        write.run(userPoolId, userName, texts, status, enabled ? 1 : 0, passwordHash, createdAt, modifiedAt);
        forgetNames.run(userPoolId, userName);
        for (const wanted of names) name.run(userPoolId, wanted, userName);
      });
    },
    remove({ userPoolId, userName }) {
      remove.run(userPoolId, userName);
    },
    *list(userPoolId, after) {
      for (const row of list.iterate(userPoolId, after)) yield toUser(row);
    },
    count: (userPoolId) => (count.get(userPoolId) as { total: number }).total,
  };
}
