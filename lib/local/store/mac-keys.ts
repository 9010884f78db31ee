import type { DatabaseSync } from 'node:sqlite';
import { bytes, type Column, primaryKey, text } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

/** The secrets behind the HMAC keys that functions name. */
export interface MacKeys {
  /** Keeps a key's secret unless there is one. @returns the one that is kept */
  keep(keyId: string, secret: Uint8Array): Uint8Array;
}

const SECRET: Column<Uint8Array> = bytes;

export const MAC_KEYS = table({
  name: 'mac_keys',
  columns: { keyId: primaryKey(text), secret: SECRET },
});

/** The table of HMAC keys. */
export function macKeysIn(database: DatabaseSync): MacKeys {
  const find = statement(database, 'SELECT * FROM mac_keys WHERE key_id = :keyId', MAC_KEYS.columns);
  const add = insertion(database, MAC_KEYS, 'ignore');
  return {
    keep: (keyId, secret) => (add({ keyId, secret }) ? secret : (find.get({ keyId })?.secret ?? secret)),
  };
}
