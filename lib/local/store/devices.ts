import type { DatabaseSync } from 'node:sqlite';
import { boolean, integer, nullable, type Row, text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

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

/** The devices of users. */
export interface Devices {
  find(owner: Owner, deviceKey: string): Device | undefined;
  /** In the order of their keys, after the one given. */
  list(owner: Owner, after: string): IterableIterator<Device>;
  /** Keeps a device, new or changed. */
  save(device: Device): void;
  remove(owner: Owner, deviceKey: string): void;
}

export const DEVICES = table({
  name: 'devices',
  columns: {
    userPoolId: text,
    userName: text,
    deviceKey: text,
    deviceGroupKey: text,
    name: nullable(text),
    salt: nullable(text),
    verifier: nullable(text),
    remembered: boolean,
    createdAt: integer,
    modifiedAt: integer,
    authenticatedAt: integer,
  },
  constraints: ['PRIMARY KEY (user_pool_id, user_name, device_key)', OF_A_USER],
});

const toDevice = ({ salt, verifier, ...row }: Row<typeof DEVICES.columns>): Device => ({
  ...row,
  secret: salt === null || verifier === null ? null : { salt, verifier },
});

/** The table of devices. */
export function devicesIn(database: DatabaseSync): Devices {
  const { columns } = DEVICES;
  const find = statement(database, `SELECT * FROM devices WHERE ${OWNED} AND device_key = :deviceKey`, columns);
  const list = statement(
    database,
    `SELECT * FROM devices WHERE ${OWNED} AND device_key > :after ORDER BY device_key`,
    { ...columns, after: text },
    columns,
  );
  const save = insertion(database, DEVICES, 'replace');
  const remove = statement(database, `DELETE FROM devices WHERE ${OWNED} AND device_key = :deviceKey`, columns);

  return {
    find(owner, deviceKey) {
      const row = find.get({ ...owner, deviceKey });
      return row && toDevice(row);
    },
    *list(owner, after) {
      for (const row of list.iterate({ ...owner, after })) yield toDevice(row);
    },
    save({ secret, ...device }) {
      save({ ...device, salt: secret?.salt ?? null, verifier: secret?.verifier ?? null });
    },
    remove(owner, deviceKey) {
      remove.run({ ...owner, deviceKey });
    },
  };
}
