import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { StoredUser } from './users.ts';

/** A passkey that a user registered. */
export interface Passkey {
  readonly userPoolId: string;
  readonly userName: string;
  /** In base64url, as authenticators give it. */
  readonly credentialId: string;
  /** A COSE key. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** How often the authenticator says it has signed. 0 where it doesn't count. */
  readonly counter: number;
  readonly friendlyName: string;
  readonly relyingPartyId: string;
  /** `platform` or `cross-platform`; null where the browser didn't say. */
  readonly attachment: string | null;
  readonly transports: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

type Owner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** The passkeys of users. */
export interface Passkeys {
  find(owner: Owner, credentialId: string): Passkey | undefined;
  /** In the order of their ids, after the one given. */
  list(owner: Owner, after?: string): IterableIterator<Passkey>;
  /** @returns whether the id was free */
  add(passkey: Passkey): boolean;
  /** Notes a use. @returns whether the counter was still the one expected: else somebody else used the same answer */
  count(passkey: Passkey, counter: number): boolean;
  /** @returns whether there was one */
  remove(owner: Owner, credentialId: string): boolean;
}

export const PASSKEYS_TABLE = `
CREATE TABLE passkeys (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  friendly_name TEXT NOT NULL,
  relying_party_id TEXT NOT NULL,
  attachment TEXT,
  transports TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, credential_id),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_by_user ON passkeys (user_pool_id, user_name);
`;

const toPasskey = (row: Record<string, SQLOutputValue>): Passkey => ({
  userPoolId: row.user_pool_id as string,
  userName: row.user_name as string,
  credentialId: row.credential_id as string,
  publicKey: row.public_key as Uint8Array<ArrayBuffer>,
  counter: row.counter as number,
  friendlyName: row.friendly_name as string,
  relyingPartyId: row.relying_party_id as string,
  attachment: row.attachment as string | null,
  transports: JSON.parse(row.transports as string),
  createdAt: row.created_at as number,
});

/** The table of passkeys. */
export function passkeysIn(database: DatabaseSync): Passkeys {
  const owned = 'user_pool_id = ? AND user_name = ?';
  const find = database.prepare(`SELECT * FROM passkeys WHERE ${owned} AND credential_id = ?`);
  const list = database.prepare(`SELECT * FROM passkeys WHERE ${owned} AND credential_id > ? ORDER BY credential_id`);
  const add = database.prepare('INSERT OR IGNORE INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const count = database.prepare(
    `UPDATE passkeys SET counter = ? WHERE ${owned} AND credential_id = ? AND counter = ?`,
  );
  const remove = database.prepare(`DELETE FROM passkeys WHERE ${owned} AND credential_id = ?`);

  return {
    find({ userPoolId, userName }, credentialId) {
      const row = find.get(userPoolId, userName, credentialId);
      return row && toPasskey(row);
    },
    *list({ userPoolId, userName }, after = '') {
      for (const row of list.iterate(userPoolId, userName, after)) yield toPasskey(row);
    },
    add({ userPoolId, userName, credentialId, publicKey, counter, friendlyName, relyingPartyId, ...rest }) {
      const key = [userPoolId, userName, credentialId, publicKey, counter, friendlyName, relyingPartyId] as const;
      return add.run(...key, rest.attachment, JSON.stringify(rest.transports), rest.createdAt).changes === 1;
    },
    count({ userPoolId, userName, credentialId, counter: expected }, counter) {
      return count.run(counter, userPoolId, userName, credentialId, expected).changes === 1;
    },
    remove: ({ userPoolId, userName }, credentialId) => remove.run(userPoolId, userName, credentialId).changes === 1,
  };
}
