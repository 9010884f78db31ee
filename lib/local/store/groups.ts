import type { DatabaseSync } from 'node:sqlite';
import { integer, optional, text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';
import { type StoredUser, USERS } from './users.ts';

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

/** A group's place among those of a user. */
export interface GroupPlace {
  readonly rank: number;
  readonly groupName: string;
}

/** One above the highest precedence. */
const LAST = 2 ** 31;
/** A group's precedence; one without stands after all others. */
export const rankOf = ({ precedence = LAST }: StoredGroup): number => precedence;

/** The groups, and who is in them. */
export interface Groups {
  find(group: GroupKey): StoredGroup | undefined;
  /** Writes a group, new or changed. */
  save(group: StoredGroup): void;
  remove(group: GroupKey): void;
  /** In the order of their names, after the one given. */
  list(userPoolId: string, after: string): IterableIterator<StoredGroup>;
  /** Does nothing where the user is in the group. */
  add(group: GroupKey, userName: string): void;
  /** Does nothing where the user isn't in the group. */
  take(group: GroupKey, userName: string): void;
  /** A user's groups in the order of their precedence, after the place given. */
  of(user: Owner, after?: GroupPlace): readonly StoredGroup[];
  /** A group's members in the order of their user names, after the one given. */
  members(group: GroupKey, after: string): IterableIterator<StoredUser>;
}

export const GROUPS = table({
  name: 'groups',
  columns: {
    userPoolId: text,
    groupName: text,
    description: optional(text),
    roleArn: optional(text),
    precedence: optional(integer),
    createdAt: integer,
    modifiedAt: integer,
  },
  constraints: ['PRIMARY KEY (user_pool_id, group_name)'],
});

export const GROUP_MEMBERS = table({
  name: 'group_members',
  columns: { userPoolId: text, groupName: text, userName: text },
  constraints: [
    'PRIMARY KEY (user_pool_id, group_name, user_name)',
    'FOREIGN KEY (user_pool_id, group_name) REFERENCES groups ON DELETE CASCADE',
    OF_A_USER,
  ],
  indexes: ['CREATE INDEX group_members_by_user ON group_members (user_pool_id, user_name)'],
});

const THE_GROUP = 'user_pool_id = :userPoolId AND group_name = :groupName';

/** The tables of groups. */
export function groupsIn(database: DatabaseSync): Groups {
  const { columns } = GROUPS;
  const find = statement(database, `SELECT * FROM groups WHERE ${THE_GROUP}`, columns);
  const save = insertion(database, GROUPS, { update: ['description', 'roleArn', 'precedence', 'modifiedAt'] });
  const remove = statement(database, `DELETE FROM groups WHERE ${THE_GROUP}`, columns);
  const list = statement(
    database,
    'SELECT * FROM groups WHERE user_pool_id = :userPoolId AND group_name > :after ORDER BY group_name',
    { ...columns, after: text },
    columns,
  );
  const add = insertion(database, GROUP_MEMBERS, 'ignore');
  const take = statement(
    database,
    `DELETE FROM group_members WHERE ${THE_GROUP} AND user_name = :userName`,
    GROUP_MEMBERS.columns,
  );
  const of = statement(
    database,
    `SELECT g.* FROM group_members m JOIN groups g USING (user_pool_id, group_name)
     WHERE ${OWNED} AND (coalesce(g.precedence, ${LAST}), g.group_name) > (:rank, :groupName)
     ORDER BY coalesce(g.precedence, ${LAST}), g.group_name`,
    { ...GROUP_MEMBERS.columns, rank: integer },
    columns,
  );
  const members = statement(
    database,
    `SELECT u.* FROM group_members m CROSS JOIN users u USING (user_pool_id, user_name)
     WHERE ${THE_GROUP} AND m.user_name > :after ORDER BY m.user_name`,
    { ...GROUP_MEMBERS.columns, after: text },
    USERS.columns,
  );

  return {
    find: (group) => find.get(group),
    save(group) {
      save(group);
    },
    remove(group) {
      remove.run(group);
    },
    list: (userPoolId, after) => list.iterate({ userPoolId, after }),
    add({ userPoolId, groupName }, userName) {
      add({ userPoolId, groupName, userName });
    },
    take({ userPoolId, groupName }, userName) {
      take.run({ userPoolId, groupName, userName });
    },
    of: ({ userPoolId, userName }, after = { rank: -1, groupName: '' }) => of.all({ userPoolId, userName, ...after }),
    members: (group, after) => members.iterate({ ...group, after }),
  };
}
