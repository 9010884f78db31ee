import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { StoredUser } from './users.ts';

/** A device that a user signed in from. */
export interface Device {
  readonly userPoolId: string;
  readonly userName: string;
  /** `REGION_` and a UUID. */
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  /** As the client calls it. Null where it gave no name. */
  readonly name: string | null;
  /** What ConfirmDevice brought, in hexadecimal. Null until then: an unconfirmed device proves nothing. */
  readonly secret: { readonly salt: string; readonly verifier: string } | null;
  readonly remembered: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** When the user last signed in from it. Milliseconds since 1970. */
  readonly authenticatedAt: number;
}

type Owner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** The devices of users. */
export interface Devices {
  find(owner: Owner, deviceKey: string): Device | undefined;
  /** In the order of their keys, after the one given. */
  list(owner: Owner, after: string): IterableIterator<Device>;
  /** Keeps a device, new or changed. */
  save(device: Device): void;
  remove(owner: Owner, deviceKey: string): void;
}

export const DEVICES_TABLE = `
CREATE TABLE devices (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  device_key TEXT NOT NULL,
  device_group_key TEXT NOT NULL,
  name TEXT,
  salt TEXT,
  verifier TEXT,
  remembered INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  authenticated_at INTEGER NOT NULL,
  PRIMARY KEY (user_pool_id, user_name, device_key),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`;

const toDevice = (row: Record<string, SQLOutputValue>): Device => ({
  userPoolId: row.user_pool_id as string,
  userName: row.user_name as string,
  deviceKey: row.device_key as string,
  deviceGroupKey: row.device_group_key as string,
  name: row.name as string | null,
  secret: row.verifier === null ? null : { salt: row.salt as string, verifier: row.verifier as string },
  remembered: row.remembered === 1,
  createdAt: row.created_at as number,
  modifiedAt: row.modified_at as number,
  authenticatedAt: row.authenticated_at as number,
});

/** The table of devices. */
export function devicesIn(database: DatabaseSync): Devices {
  const owned = 'user_pool_id = ? AND user_name = ?';
  const find = database.prepare(`SELECT * FROM devices WHERE ${owned} AND device_key = ?`);
  const list = database.prepare(`SELECT * FROM devices WHERE ${owned} AND device_key > ? ORDER BY device_key`);
  const save = database.prepare('INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare(`DELETE FROM devices WHERE ${owned} AND device_key = ?`);

  return {
    find({ userPoolId, userName }, deviceKey) {
      const row = find.get(userPoolId, userName, deviceKey);
      return row && toDevice(row);
    },
    *list({ userPoolId, userName }, after) {
      for (const row of list.iterate(userPoolId, userName, after)) yield toDevice(row);
    },
    save({ userPoolId, userName, deviceKey, deviceGroupKey, name, secret, remembered, ...at }) {
      const owner = [userPoolId, userName, deviceKey, deviceGroupKey, name] as const;
      const times = [at.createdAt, at.modifiedAt, at.authenticatedAt] as const;
      save.run(...owner, secret?.salt ?? null, secret?.verifier ?? null, remembered ? 1 : 0, ...times);
    },
    remove({ userPoolId, userName }, deviceKey) {
      remove.run(userPoolId, userName, deviceKey);
    },
  };
}
