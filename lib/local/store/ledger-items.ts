import type { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../../protocol/is-record.ts';
import { integer, json, optional, text } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';
import { inTransaction } from './transaction.ts';

/** An attribute's value, as DynamoDB writes it: a text, a number, bytes in base64, or a truth. */
export type LedgerValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean };

/** An item of a ledger's table, its key `pk` included. */
export type LedgerItem = Readonly<Record<string, LedgerValue>>;

/** Where an item stands. */
export interface ItemPlace {
  readonly tableName: string;
  readonly pk: string;
}

/** The items of the ledgers' tables. One whose `ttl` is over is gone at once, where DynamoDB takes days. */
export interface LedgerItems {
  /** @param now milliseconds since 1970 */
  find(place: ItemPlace, now: number): LedgerItem | undefined;
  /**
   * Puts what `change` makes of an item in its place: nothing, where it makes nothing of it. All at once; where it throws,
   * all stays as it was.
   */
  change(place: ItemPlace, now: number, change: (item: LedgerItem | undefined) => LedgerItem | undefined): void;
  forgetExpired(now: number): void;
}

const isLedgerValue = (value: unknown): value is LedgerValue =>
  isRecord(value) &&
  Object.keys(value).length === 1 &&
  (typeof (value.S ?? value.N ?? value.B) === 'string' || typeof value.BOOL === 'boolean');
const isLedgerItem = (value: unknown): value is LedgerItem =>
  isRecord(value) && Object.values(value).every(isLedgerValue);

export const LEDGER_ITEMS = table({
  name: 'ledger_items',
  columns: {
    tableName: text,
    pk: text,
    attributes: json(isLedgerItem, 'an item'),
    /** Milliseconds since 1970. */
    expiresAt: optional(integer),
  },
  constraints: ['PRIMARY KEY (table_name, pk)'],
});

/** The table of the ledgers' items. */
export function ledgerItemsIn(database: DatabaseSync): LedgerItems {
  const { columns } = LEDGER_ITEMS;
  const find = statement(
    database,
    `SELECT * FROM ledger_items WHERE table_name = :tableName AND pk = :pk AND coalesce(expires_at > :expiresAt, true)`,
    columns,
  );
  const save = insertion(database, LEDGER_ITEMS, 'replace');
  const remove = statement(database, 'DELETE FROM ledger_items WHERE table_name = :tableName AND pk = :pk', columns);
  const forgetExpired = statement(database, 'DELETE FROM ledger_items WHERE expires_at <= :expiresAt', columns);
  const found = (place: ItemPlace, now: number) => find.get({ ...place, expiresAt: now })?.attributes;

  return {
    find: found,
    change(place, now, change) {
      inTransaction(database, () => {
        const attributes = change(found(place, now));
        if (attributes) save({ ...place, attributes, ...expiryOf(attributes) });
        else remove.run(place);
      });
    },
    forgetExpired(now) {
      forgetExpired.run({ expiresAt: now });
    },
  };
}

/** `ttl` is in seconds. */
function expiryOf({ ttl }: LedgerItem): { readonly expiresAt?: number } {
  return ttl && 'N' in ttl ? { expiresAt: Number(ttl.N) * 1000 } : {};
}
