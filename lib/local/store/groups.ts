import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** A group of a pool's users. */
export interface StoredGroup {
  readonly userPoolId: string;
  readonly groupName: string;
  readonly description?: string;
  readonly roleArn?: string;
  /** The lower, the earlier; a group without one comes last. */
  readonly precedence?: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

type GroupKey = Pick<StoredGroup, 'userPoolId' | 'groupName'>;
type Member = { readonly userPoolId: string; readonly userName: string };

/** The groups, and who is in them. */
export interface Groups {
  find(group: GroupKey): StoredGroup | undefined;
  /** Writes a group, new or changed. */
  save(group: StoredGroup): void;
  remove(group: GroupKey): void;
  /** In the order of their names. */
  list(userPoolId: string): readonly StoredGroup[];
  /** Does nothing where the user is in the group. */
  add(group: GroupKey, userName: string): void;
  /** Does nothing where the user isn't in the group. */
  take(group: GroupKey, userName: string): void;
  /** A user's groups, in the order of their precedence. */
  of(user: Member): readonly StoredGroup[];
  /** The user names of a group's members, in order. */
  members(group: GroupKey): readonly string[];
}

export const GROUP_TABLES = `
CREATE TABLE groups (
  user_pool_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  description TEXT,
  role_arn TEXT,
  precedence INTEGER,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, group_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
  user_pool_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  user_name TEXT NOT NULL,
  PRIMARY KEY (user_pool_id, group_name, user_name),
  FOREIGN KEY (user_pool_id, group_name) REFERENCES groups ON DELETE CASCADE,
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_user ON group_members (user_pool_id, user_name);
`;

const COLUMNS = 'g.user_pool_id, g.group_name, g.description, g.role_arn, g.precedence, g.created_at, g.modified_at';

const toGroup = (row: Record<string, SQLOutputValue>): StoredGroup => ({
  userPoolId: row.user_pool_id as string,
  groupName: row.group_name as string,
  ...(row.description !== null && { description: row.description as string }),
  ...(row.role_arn !== null && { roleArn: row.role_arn as string }),
  ...(row.precedence !== null && { precedence: row.precedence as number }),
  createdAt: row.created_at as number,
  modifiedAt: row.modified_at as number,
});

/** The tables of groups. */
export function groupsIn(database: DatabaseSync): Groups {
  const find = database.prepare(`SELECT ${COLUMNS} FROM groups g WHERE user_pool_id = ? AND group_name = ?`);
  const save = database.prepare(
    `INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET description = excluded.description,
     role_arn = excluded.role_arn, precedence = excluded.precedence, modified_at = excluded.modified_at`,
  );
  const remove = database.prepare('DELETE FROM groups WHERE user_pool_id = ? AND group_name = ?');
  const list = database.prepare(`SELECT ${COLUMNS} FROM groups g WHERE user_pool_id = ? ORDER BY group_name`);
  const add = database.prepare('INSERT OR IGNORE INTO group_members VALUES (?, ?, ?)');
  const take = database.prepare(
    'DELETE FROM group_members WHERE user_pool_id = ? AND group_name = ? AND user_name = ?',
  );
  const of = database.prepare(
    `SELECT ${COLUMNS} FROM group_members m JOIN groups g USING (user_pool_id, group_name)
     WHERE m.user_pool_id = ? AND m.user_name = ? ORDER BY g.precedence NULLS LAST, g.group_name`,
  );
  const members = database.prepare(
    'SELECT user_name FROM group_members WHERE user_pool_id = ? AND group_name = ? ORDER BY user_name',
  );

  return {
    find({ userPoolId, groupName }) {
      const row = find.get(userPoolId, groupName);
      return row && toGroup(row);
    },
    save({ userPoolId, groupName, description = null, roleArn = null, precedence = null, createdAt, modifiedAt }) {
      save.run(userPoolId, groupName, description, roleArn, precedence, createdAt, modifiedAt);
    },
    remove({ userPoolId, groupName }) {
      remove.run(userPoolId, groupName);
    },
    list: (userPoolId) => list.all(userPoolId).map(toGroup),
    add({ userPoolId, groupName }, userName) {
      add.run(userPoolId, groupName, userName);
    },
    take({ userPoolId, groupName }, userName) {
      take.run(userPoolId, groupName, userName);
    },
    of: ({ userPoolId, userName }) => of.all(userPoolId, userName).map(toGroup),
    members: ({ userPoolId, groupName }) => members.all(userPoolId, groupName).map((row) => row.user_name as string),
  };
}
