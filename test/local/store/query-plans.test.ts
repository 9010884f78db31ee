import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { SCHEMA } from '../../../lib/local/store/schema.ts';
import { openStore } from '../../../lib/local/store/store.ts';

/** What reads a table whole, and may: once, when the pool starts. */
const AT_THE_START = [
  'DELETE FROM sign_ins WHERE expires_at < :expiresAt',
  'SELECT * FROM api_pools ORDER BY position',
  'DELETE FROM ledger_items WHERE expires_at <= :expiresAt',
];

/** Every statement that the store runs, as text. */
function statements(): readonly string[] {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  openStore('memory').close();
  const texts = prepare.mock.calls.map(([sql]) => sql);
  prepare.mockRestore();
  return texts.filter((sql) =>
    /\b(users|names|groups|sign_ins|api_\w+|user_\w+|search_terms|ledger_items|kms_keys)\b/.test(sql),
  );
}

test('no statement reads a table whole, nor sorts what it read: what it takes does not grow with the users', () => {
  const texts = statements().filter((sql) => !AT_THE_START.includes(sql) && !sql.includes('sqlite_schema'));
  expect(texts.length).toBeGreaterThan(30);
  const database = new DatabaseSync(':memory:');
  database.exec(SCHEMA);
  for (const sql of texts) {
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
    const slow = plan.filter((step) => step.startsWith('SCAN') && step !== 'SCAN CONSTANT ROW');
    expect(slow, sql).toEqual([]);
    // A user's own groups are few.
    const sorts = plan.filter((step) => step.includes('TEMP B-TREE') && !sql.includes('coalesce(g.precedence'));
    expect(sorts, sql).toEqual([]);
  }
  database.close();
});

test('a search reads its term from its value on, and the users one by one', () => {
  const [search = ''] = statements().filter((sql) => sql.includes('FROM search_terms t'));
  const database = new DatabaseSync(':memory:');
  database.exec(SCHEMA);
  const plan = database
    .prepare(`EXPLAIN QUERY PLAN ${search}`)
    .all()
    .map(({ detail }) => detail);
  expect(plan).toEqual([
    'SEARCH t USING PRIMARY KEY (user_pool_id=? AND term=? AND (value,user_name)>(?,?))',
    'SEARCH u USING PRIMARY KEY (user_pool_id=? AND user_name=?)',
  ]);
  database.close();
});
