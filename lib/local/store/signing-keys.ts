import type { DatabaseSync } from 'node:sqlite';
import { oneOf, text } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

const USES = ['id', 'access'] as const;

/** What a key signs: ID tokens or access tokens. */
export type TokenUse = (typeof USES)[number];

/** The pools' private keys, as JWKs with their `kid`. */
export interface SigningKeys {
  find(userPoolId: string, use: TokenUse): string | undefined;
  /** Keeps a key unless there is one. @returns the one that is kept */
  keep(userPoolId: string, use: TokenUse, privateKey: string): string;
}

export const SIGNING_KEYS = table({
  name: 'signing_keys',
  columns: { userPoolId: text, tokenUse: oneOf(USES), privateKey: text },
  constraints: ['PRIMARY KEY (user_pool_id, token_use)'],
});

/** The table of keys. */
export function signingKeysIn(database: DatabaseSync): SigningKeys {
  const find = statement(
    database,
    'SELECT * FROM signing_keys WHERE user_pool_id = :userPoolId AND token_use = :tokenUse',
    SIGNING_KEYS.columns,
  );
  const add = insertion(database, SIGNING_KEYS, 'ignore');
  const found = (userPoolId: string, tokenUse: TokenUse) => find.get({ userPoolId, tokenUse })?.privateKey;

  return {
    find: found,
    keep(userPoolId, tokenUse, privateKey) {
      return add({ userPoolId, tokenUse, privateKey }) ? privateKey : (found(userPoolId, tokenUse) ?? privateKey);
    },
  };
}
