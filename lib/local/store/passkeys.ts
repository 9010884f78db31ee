import type { DatabaseSync } from 'node:sqlite';
import { bytes, integer, json, nullable, text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

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

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string');

export const PASSKEYS = table({
  name: 'passkeys',
  columns: {
    userPoolId: text,
    userName: text,
    credentialId: text,
    publicKey: bytes,
    counter: integer,
    friendlyName: text,
    relyingPartyId: text,
    attachment: nullable(text),
    transports: json(isTexts, 'a list of texts'),
    createdAt: integer,
  },
  constraints: ['PRIMARY KEY (user_pool_id, credential_id)', OF_A_USER],
  indexes: ['CREATE INDEX passkeys_by_user ON passkeys (user_pool_id, user_name)'],
});

const THE_PASSKEY = `${OWNED} AND credential_id = :credentialId` as const;

/** The table of passkeys. */
export function passkeysIn(database: DatabaseSync): Passkeys {
  const { columns } = PASSKEYS;
  const find = statement(database, `SELECT * FROM passkeys WHERE ${THE_PASSKEY}`, columns);
  const list = statement(
    database,
    `SELECT * FROM passkeys WHERE ${OWNED} AND credential_id > :after ORDER BY credential_id`,
    { ...columns, after: text },
    columns,
  );
  const add = insertion(database, PASSKEYS, 'ignore');
  const count = statement(
    database,
    `UPDATE passkeys SET counter = :counter WHERE ${THE_PASSKEY} AND counter = :expected`,
    { ...columns, expected: integer },
  );
  const remove = statement(database, `DELETE FROM passkeys WHERE ${THE_PASSKEY}`, columns);

  return {
    find: (owner, credentialId) => find.get({ ...owner, credentialId }),
    list: (owner, after = '') => list.iterate({ ...owner, after }),
    add,
    count: ({ counter: expected, ...passkey }, counter) => count.run({ ...passkey, expected, counter }) === 1,
    remove: (owner, credentialId) => remove.run({ ...owner, credentialId }) === 1,
  };
}
