import { type Columns, columnName } from './columns.ts';

/** A table of the database. */
export interface Table<C extends Columns> {
  readonly name: string;
  /** In the order in which they stand in the database. */
  readonly columns: C;
  /** In SQL: keys of more than one column. */
  readonly constraints?: readonly string[];
  /** Keeps the order in which rows were added, in a column `position`. @default false */
  readonly inOrder?: boolean;
  /** In SQL. */
  readonly indexes?: readonly string[];
  /** In SQL: what writes to this table when another one changes. */
  readonly triggers?: readonly string[];
}

/**
 * Declares a table: its columns stand here only, with their types.
 *
 * @example
 * const SIGNING_KEYS = table({
 *   name: 'signing_keys',
 *   columns: { userPoolId: text, tokenUse: oneOf(['id', 'access']), privateKey: text },
 *   constraints: ['PRIMARY KEY (user_pool_id, token_use)'],
 * });
 */
export const table = <const C extends Columns>(declaration: Table<C>): Table<C> => declaration;

/** The SQL that makes a table, its indexes and triggers. */
export function creationOf(declared: Table<Columns>): string {
  const { name, columns, constraints = [], inOrder = false, indexes = [], triggers = [] } = declared;
  const lines = [
    ...(inOrder ? ['position INTEGER PRIMARY KEY'] : []),
    ...Object.entries(columns).map(([property, { type, constraint }]) =>
      `${columnName(property)} ${type} ${constraint}`.trimEnd(),
    ),
    ...constraints,
  ];
  const options = inOrder ? 'STRICT' : 'STRICT, WITHOUT ROWID';
  return [`CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n) ${options}`, ...indexes, ...triggers]
    .join(';\n')
    .concat(';\n');
}
