import type { DatabaseSync } from 'node:sqlite';
import { bytes, primaryKey, type Row, text } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

export const KMS_KEYS = table({
  name: 'kms_keys',
  columns: { keyArn: primaryKey(text), keySpec: text, secret: bytes },
});

/** A KMS key that functions named: what kind it is, and the secret behind it. */
export type StoredKmsKey = Row<typeof KMS_KEYS.columns>;

/** The KMS keys that functions named. */
export interface KmsKeys {
  find(keyArn: string): StoredKmsKey | undefined;
  /** Keeps a key unless there is one of its ARN. @returns the one that is kept */
  keep(key: StoredKmsKey): StoredKmsKey;
}

/** The table of KMS keys. */
export function kmsKeysIn(database: DatabaseSync): KmsKeys {
  const find = statement(database, 'SELECT * FROM kms_keys WHERE key_arn = :keyArn', KMS_KEYS.columns);
  const add = insertion(database, KMS_KEYS, 'ignore');
  return {
    find: (keyArn) => find.get({ keyArn }),
    keep: (key) => (add(key) ? key : (find.get(key) ?? key)),
  };
}
