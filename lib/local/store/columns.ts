import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { StorageError } from '../errors.ts';

/** A column: how its values stand in the database, and in the code. */
export interface Column<T> {
  readonly type: 'TEXT' | 'INTEGER' | 'BLOB';
  readonly constraint: '' | 'NOT NULL' | 'NOT NULL UNIQUE' | 'PRIMARY KEY';
  encode(value: T): SQLInputValue;
  /**
   * @param name the column's, for the error
   * @throws StorageError if what is stored is no value of this column
   */
  decode(stored: SQLOutputValue | undefined, name: string): T;
}

/** The columns of a table or of an answer, by the names of the properties that hold their values. */
export type Columns = Readonly<Record<string, Column<unknown>>>;

type Value<C> = C extends Column<infer T> ? T : never;
type Optional<C extends Columns> = { [N in keyof C]: undefined extends Value<C[N]> ? N : never }[keyof C];

/** What a row with these columns is. The property of an optional column may be absent. */
export type Row<C extends Columns> = {
  readonly [N in Exclude<keyof C, Optional<C>>]: Value<C[N]>;
} & { readonly [N in Optional<C>]?: Exclude<Value<C[N]>, undefined> };

/** The name of a column in the database: `userPoolId` is `user_pool_id`. */
export const columnName = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

// The value itself stays out of the text: it may be a secret.
const notA = (wanted: string, name: string): StorageError =>
  new StorageError(`The user pool's database is damaged: a ${name} in it isn't ${wanted}. Delete it to begin anew.`);

export const text: Column<string> = {
  type: 'TEXT',
  constraint: 'NOT NULL',
  encode: (value) => value,
  decode(stored, name) {
    if (typeof stored !== 'string') throw notA('a text', name);
    return stored;
  },
};

export const integer: Column<number> = {
  type: 'INTEGER',
  constraint: 'NOT NULL',
  encode: (value) => value,
  decode(stored, name) {
    if (!Number.isInteger(stored)) throw notA('an integer', name);
    return Number(stored);
  },
};

export const boolean: Column<boolean> = {
  type: 'INTEGER',
  constraint: 'NOT NULL',
  encode: (value) => (value ? 1 : 0),
  decode(stored, name) {
    if (stored !== 0 && stored !== 1) throw notA('0 or 1', name);
    return stored === 1;
  },
};

export const bytes: Column<Uint8Array<ArrayBuffer>> = {
  type: 'BLOB',
  constraint: 'NOT NULL',
  encode: (value) => value,
  decode(stored, name) {
    if (!(stored instanceof Uint8Array)) throw notA('a row of bytes', name);
    return stored;
  },
};

/** A text that is one of these. */
export function oneOf<const T extends string>(values: readonly T[]): Column<T> {
  const wanted = `one of ${values.join(', ')}`;
  return {
    ...{ type: 'TEXT', constraint: 'NOT NULL', encode: (value) => value },
    decode(stored, name) {
      const found = values.find((value) => value === stored);
      if (found === undefined) throw notA(wanted, name);
      return found;
    },
  };
}

/**
 * A value that is kept as JSON.
 *
 * @param wanted what the guard asks for, for the error
 */
export const json = <T>(isValue: (value: unknown) => value is T, wanted: string): Column<T> => ({
  ...{ type: 'TEXT', constraint: 'NOT NULL', encode: (value) => JSON.stringify(value) },
  decode(stored, name) {
    const value = parsed(text.decode(stored, name));
    if (!isValue(value)) throw notA(wanted, name);
    return value;
  },
});

/** undefined, which no JSON stands for, where it is none. */
function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}

/** A column that may be null. */
export const nullable = <T>(column: Column<T>): Column<T | null> => ({
  ...{ type: column.type, constraint: '' },
  encode: (value) => (value === null ? null : column.encode(value)),
  decode: (stored, name) => (stored === null ? null : column.decode(stored, name)),
});

/** A column that is null where the property is absent. */
export const optional = <T>(column: Column<T>): Column<T | undefined> => ({
  ...{ type: column.type, constraint: '' },
  encode: (value) => (value === undefined ? null : column.encode(value)),
  decode: (stored, name) => (stored === null ? undefined : column.decode(stored, name)),
});

/** A column that no two rows have the same value in. */
export const unique = <T>(column: Column<T>): Column<T> => ({ ...column, constraint: 'NOT NULL UNIQUE' });

/** The column that a row is known by. */
export const primaryKey = <T>(column: Column<T>): Column<T> => ({ ...column, constraint: 'PRIMARY KEY' });
