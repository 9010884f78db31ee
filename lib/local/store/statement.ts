import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { type Columns, columnName, type Row } from './columns.ts';
import type { Table } from './table.ts';

// No query builder: some thirty statements, short and synchronous, need only names and types. Of November 2026, kysely is
// asynchronous only, no stable drizzle-orm has a driver for node:sqlite, and others bring a native addon.

/** A statement that is prepared: its parameters have names, what goes in and comes out has the columns' types. */
export interface Statement<Takes, Gives> {
  get(values: Takes): Gives | undefined;
  all(values: Takes): Gives[];
  iterate(values: Takes): IterableIterator<Gives>;
  /** @returns how many rows it changed */
  run(values: Takes): number;
}

type IsLetter<C extends string> = Lowercase<C> extends Uppercase<C> ? false : true;
type LeadingName<Sql extends string, Name extends string = ''> = Sql extends `${infer C}${infer Rest}`
  ? IsLetter<C> extends true
    ? LeadingName<Rest, `${Name}${C}`>
    : Name
  : Name;
/** The names that stand behind a colon. */
type ParametersIn<Sql extends string> = Sql extends `${string}:${infer Rest}`
  ? LeadingName<Rest> | ParametersIn<Rest>
  : never;
type Taken<Sql extends string, C extends Columns> = Row<Pick<C, ParametersIn<Sql> & keyof C>> &
  // A parameter that no column stands for can't be given.
  Readonly<Record<Exclude<ParametersIn<Sql>, keyof C>, never>>;

/**
 * Prepares a statement. Its text names a parameter as `:property`.
 *
 * @param takes the columns that the parameters are values of; those that aren't parameters don't matter
 * @param gives the columns of the answer. @default - those of `takes`
 * @throws TypeError if a parameter is of no column
 * @example
 * const find = statement(database, 'SELECT * FROM groups WHERE group_name = :groupName', GROUPS.columns);
 * find.get({ groupName: 'admins' })?.precedence;
 */
export function statement<const Sql extends string, T extends Columns, G extends Columns = T>(
  database: DatabaseSync,
  sql: Sql,
  takes: T,
  gives?: G,
): Statement<Taken<Sql, T>, Row<G>>;
export function statement(
  database: DatabaseSync,
  sql: string,
  takes: Columns,
  gives: Columns = takes,
): Statement<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> {
  const prepared = database.prepare(sql);
  const parameters = [...new Set(sql.match(/(?<=:)[A-Za-z]+/g))].map((name) => {
    const column = takes[name];
    if (!column) throw new TypeError(`no column is named ${name}: ${sql}`);
    return { name, column };
  });
  const columns = Object.entries(gives).map(([name, column]) => ({ name, column, stored: columnName(name) }));

  const encode = (values: Readonly<Record<string, unknown>>): Record<string, SQLInputValue> => {
    const encoded: Record<string, SQLInputValue> = {};
    for (const { name, column } of parameters) encoded[name] = column.encode(values[name]);
    return encoded;
  };
  const decode = (row: Readonly<Record<string, SQLOutputValue>>): Record<string, unknown> => {
    const decoded: Record<string, unknown> = {};
    for (const { name, column, stored } of columns) {
      const value = column.decode(row[stored], stored);
      if (value !== undefined) decoded[name] = value;
    }
    return decoded;
  };

  return {
    get(values) {
      const row = prepared.get(encode(values));
      return row && decode(row);
    },
    all: (values) => prepared.all(encode(values)).map(decode),
    *iterate(values) {
      for (const row of prepared.iterate(encode(values))) yield decode(row);
    },
    run: (values) => Number(prepared.run(encode(values)).changes),
  };
}

/** What becomes of a row whose key is taken. With `update`, the columns named take the new values. */
export type OnConflict<C extends Columns> = 'abort' | 'ignore' | 'replace' | { readonly update: readonly (keyof C)[] };

/** Prepares the writing of a table's rows. @returns a function that says whether it wrote */
export function insertion<C extends Columns>(
  database: DatabaseSync,
  { name, columns }: Table<C>,
  onConflict: OnConflict<C>,
): (row: Row<C>) => boolean {
  const properties = Object.keys(columns);
  const names = properties.map(columnName).join(', ');
  const values = properties.map((property) => `:${property}`).join(', ');
  const [verb, rest] = typeof onConflict === 'string' ? [onConflict, ''] : ['abort', updateOf(onConflict.update)];
  const sql = `INSERT OR ${verb} INTO ${name} (${names}) VALUES (${values}) ${rest}`;
  const insert: Statement<Row<C>, unknown> = statement<string, C>(database, sql, columns);
  return (row) => insert.run(row) > 0;
}

function updateOf(properties: readonly PropertyKey[]): string {
  const changes = properties
    .map((property) => columnName(String(property)))
    .map((name) => `${name} = excluded.${name}`);
  return `ON CONFLICT DO UPDATE SET ${changes.join(', ')}`;
}
