import type { DatabaseSync } from 'node:sqlite';

/** What a key signs: ID tokens or access tokens. */
export type TokenUse = 'id' | 'access';

/** The pools' private keys, as JWKs with their `kid`. */
export interface SigningKeys {
  find(userPoolId: string, use: TokenUse): string | undefined;
  /** Keeps a key unless there is one. @returns the one that is kept */
  keep(userPoolId: string, use: TokenUse, privateKey: string): string;
}

/** The table of keys. */
export function signingKeysIn(database: DatabaseSync): SigningKeys {
  const find = database.prepare('SELECT private_key FROM signing_keys WHERE user_pool_id = ? AND token_use = ?');
  const add = database.prepare('INSERT OR IGNORE INTO signing_keys VALUES (?, ?, ?)');
  const found = (userPoolId: string, use: TokenUse) => find.get(userPoolId, use)?.private_key as string | undefined;

  return {
    find: found,
    keep(userPoolId, use, privateKey) {
      add.run(userPoolId, use, privateKey);
      return found(userPoolId, use) as string;
    },
  };
}
