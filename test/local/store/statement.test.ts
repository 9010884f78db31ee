import { DatabaseSync } from 'node:sqlite';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { StorageError } from '../../../lib/local/index.ts';
import {
  boolean,
  bytes,
  integer,
  json,
  nullable,
  oneOf,
  optional,
  primaryKey,
  type Row,
  text,
  unique,
} from '../../../lib/local/store/columns.ts';
import { insertion, statement } from '../../../lib/local/store/statement.ts';
import { creationOf, table } from '../../../lib/local/store/table.ts';

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string');

const THINGS = table({
  name: 'things',
  columns: {
    thingId: primaryKey(text),
    label: unique(text),
    size: integer,
    isOpen: boolean,
    picture: bytes,
    kind: oneOf(['round', 'square']),
    tags: json(isTexts, 'a list of texts'),
    note: nullable(text),
    weight: optional(integer),
  },
  indexes: ['CREATE INDEX things_by_size ON things (size)'],
});

const BALL: Row<typeof THINGS.columns> = {
  ...{ thingId: 'ball', label: 'A ball', size: 3, isOpen: false, picture: new Uint8Array([1, 2]) },
  ...{ kind: 'round', tags: ['red'], note: null },
};

function things() {
  const database = new DatabaseSync(':memory:');
  onTestFinished(() => database.close());
  database.exec(creationOf(THINGS));
  const add = insertion(database, THINGS, 'abort');
  const find = statement(database, 'SELECT * FROM things WHERE thing_id = :thingId', THINGS.columns);
  return { database, add, find };
}

describe('a table', () => {
  it('has the columns that are declared, their types and keys', () => {
    expect(creationOf(THINGS).split('\n')).toEqual([
      'CREATE TABLE things (',
      '  thing_id TEXT PRIMARY KEY,',
      '  label TEXT NOT NULL UNIQUE,',
      '  size INTEGER NOT NULL,',
      '  is_open INTEGER NOT NULL,',
      '  picture BLOB NOT NULL,',
      '  kind TEXT NOT NULL,',
      '  tags TEXT NOT NULL,',
      '  note TEXT,',
      '  weight INTEGER',
      ') STRICT, WITHOUT ROWID;',
      'CREATE INDEX things_by_size ON things (size);',
      '',
    ]);
  });
});

describe('a row', () => {
  it('comes back as it was written: nulls as null, what was absent absent', () => {
    const { add, find } = things();
    expect(add(BALL)).toBe(true);
    expect(find.get({ thingId: 'ball' })).toStrictEqual(BALL);
    const heavy = { ...BALL, thingId: 'stone', label: 'A stone', isOpen: true, note: 'old', weight: 0 };
    add(heavy);
    expect(find.get({ thingId: 'stone' })).toStrictEqual(heavy);
    expect(find.get({ thingId: 'cloud' })).toBeUndefined();
  });

  it('whose key is taken fails, is left out, takes the place, or changes what is named', () => {
    const { database, add, find } = things();
    const changed = { ...BALL, size: 4, note: 'new' };
    add(BALL);
    expect(() => add(changed)).toThrow('UNIQUE');
    expect(insertion(database, THINGS, 'ignore')(changed)).toBe(false);
    expect(find.get(BALL)).toEqual(BALL);
    insertion(database, THINGS, { update: ['note'] })(changed);
    expect(find.get(BALL)).toEqual({ ...BALL, note: 'new' });
    insertion(database, THINGS, 'replace')(changed);
    expect(find.get(BALL)).toEqual(changed);
  });

  it.each([
    ['kind', "'flat'", 'one of round, square'],
    ['is_open', '2', '0 or 1'],
    ['tags', "'[1]'", 'a list of texts'],
    ['tags', "'marked ['", 'a list of texts'],
  ])('whose %s is %s is damage, told without the value', (column, value, wanted) => {
    const { database, add, find } = things();
    add(BALL);
    database.exec(`UPDATE things SET ${column} = ${value}`);
    expect(() => find.get(BALL)).toThrow(StorageError);
    expect(() => find.get(BALL)).toThrow(
      `The user pool's database is damaged: a ${column} in it isn't ${wanted}. Delete it to begin anew.`,
    );
  });

  it.each([
    ['a text', 'label', text],
    ['an integer', 'size', integer],
    ['a row of bytes', 'picture', bytes],
  ])('that holds something else than %s is damage', (wanted, name, column) => {
    const { database } = things();
    for (const sql of [`SELECT 1.5 AS ${name}`, `SELECT NULL AS ${name}`, 'SELECT 1 AS another']) {
      const read = statement(database, sql, {}, { [name]: column });
      expect(() => read.get({})).toThrow(`a ${name} in it isn't ${wanted}`);
    }
  });
});

describe('a statement', () => {
  it('takes its parameters by their names, and says how many rows it changed', () => {
    const { database, add } = things();
    add(BALL);
    add({ ...BALL, thingId: 'stone', label: 'A stone' });
    const between = statement(
      database,
      'SELECT * FROM things WHERE size >= :size AND label > :after ORDER BY label',
      { ...THINGS.columns, after: text },
      { thingId: text },
    );
    expect(between.all({ size: 3, after: 'A ball' })).toEqual([{ thingId: 'stone' }]);
    expect([...between.iterate({ size: 3, after: '' })]).toEqual([{ thingId: 'ball' }, { thingId: 'stone' }]);
    const grow = statement(database, 'UPDATE things SET size = :size WHERE is_open = :isOpen', THINGS.columns);
    expect(grow.run({ size: 9, isOpen: false })).toBe(2);
    expect(grow.run({ size: 9, isOpen: true })).toBe(0);
  });

  it('is refused where a parameter has no column', () => {
    const { database } = things();
    expect(() => statement(database, 'SELECT * FROM things WHERE size = :length', THINGS.columns)).toThrow(
      'no column is named length',
    );
  });

  it('has the types of its columns', () => {
    const { database, find } = things();
    expectTypeOf(find.get).parameter(0).toExtend<{ readonly thingId: string }>();
    expectTypeOf(find.get({ thingId: 'ball' })?.kind).toEqualTypeOf<'round' | 'square' | undefined>();
    expectTypeOf(find.get({ thingId: 'ball' })?.tags).toEqualTypeOf<readonly string[] | undefined>();
    // @ts-expect-error a parameter is missing
    expect(() => find.get({})).toThrow();
    // @ts-expect-error a parameter has another type
    find.get({ thingId: 1n });
    const odd = () => statement(database, 'SELECT * FROM things WHERE size = :length', THINGS.columns);
    // @ts-expect-error no column stands for :length
    expectTypeOf<ReturnType<typeof odd>['get']>().toBeCallableWith({ length: 3 });
    // @ts-expect-error a property that has to be there
    expect(() => insertion(database, THINGS, 'abort')({ ...BALL, size: undefined })).toThrow();
  });
});
