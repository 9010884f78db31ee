import type { DatabaseSync } from 'node:sqlite';
import { text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

/** What users can be found by: the user name, and the addresses that are aliases of it. */
export interface Names {
  /** The first of these names that belongs to another user. */
  takenFrom(user: Owner, names: readonly string[]): string | undefined;
  /** Lets these names, and no others, lead to a user. */
  replace(user: Owner, names: readonly string[]): void;
}

export const NAMES = table({
  name: 'names',
  columns: { userPoolId: text, name: text, userName: text },
  constraints: ['PRIMARY KEY (user_pool_id, name)', OF_A_USER],
  indexes: ['CREATE INDEX names_by_user ON names (user_pool_id, user_name)'],
});

/** The table of names. */
export function namesIn(database: DatabaseSync): Names {
  const { columns } = NAMES;
  const find = statement(database, 'SELECT * FROM names WHERE user_pool_id = :userPoolId AND name = :name', columns);
  const forget = statement(database, `DELETE FROM names WHERE ${OWNED}`, columns);
  const add = insertion(database, NAMES, 'replace');

  return {
    takenFrom({ userPoolId, userName }, names) {
      return names.find((name) => (find.get({ userPoolId, name })?.userName ?? userName) !== userName);
    },
    replace({ userPoolId, userName }, names) {
      forget.run({ userPoolId, userName });
      for (const name of names) add({ userPoolId, name, userName });
    },
  };
}
