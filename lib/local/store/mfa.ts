import type { DatabaseSync } from 'node:sqlite';
import type { LocalMfaFactor } from '../model.ts';
import { integer, json, nullable, oneOf, type Row, text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

/** An authenticator app that a user has proven to hold. */
export interface SoftwareToken {
  /** In base32. */
  readonly secret: string;
  /** As the client calls it. Null where it gave no name. */
  readonly name: string | null;
  /** The period of the code that was taken last: each counts once. */
  readonly lastStep: number;
}

/** A user's second factors. */
export interface UserMfa {
  /** The user's `UserMFASettingList`. */
  readonly enabled: readonly LocalMfaFactor[];
  readonly preferred: LocalMfaFactor | null;
  readonly softwareToken: SoftwareToken | null;
  /** A secret that AssociateSoftwareToken gave out for an access token, and no code has proven yet. */
  readonly associatedSecret: string | null;
}

/** Of a user who has set up nothing. */
export const NO_MFA: UserMfa = {
  enabled: [],
  preferred: null,
  softwareToken: null,
  associatedSecret: null,
};

/** The second factors of users. */
export interface UserMfas {
  find(owner: Owner): UserMfa;
  /** Changes what is kept, all at once. @returns what is kept now */
  change(owner: Owner, changes: Partial<UserMfa>): UserMfa;
}

const FACTORS = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const satisfies readonly LocalMfaFactor[];
const isFactors = (value: unknown): value is readonly LocalMfaFactor[] =>
  Array.isArray(value) && value.every((element) => FACTORS.includes(element));

export const USER_MFA = table({
  name: 'user_mfa',
  columns: {
    userPoolId: text,
    userName: text,
    enabled: json(isFactors, 'a list of factors'),
    preferred: nullable(oneOf(FACTORS)),
    secret: nullable(text),
    secretName: nullable(text),
    /** -1 where there is no token. */
    lastStep: integer,
    associatedSecret: nullable(text),
  },
  constraints: ['PRIMARY KEY (user_pool_id, user_name)', OF_A_USER],
});

const toMfa = (row: Row<typeof USER_MFA.columns>): UserMfa => ({
  enabled: row.enabled,
  preferred: row.preferred,
  softwareToken: row.secret === null ? null : { secret: row.secret, name: row.secretName, lastStep: row.lastStep },
  associatedSecret: row.associatedSecret,
});

/** The table of second factors. */
export function userMfasIn(database: DatabaseSync): UserMfas {
  const find = statement(database, `SELECT * FROM user_mfa WHERE ${OWNED}`, USER_MFA.columns);
  const save = insertion(database, USER_MFA, 'replace');

  const found = (owner: Owner): UserMfa => {
    const row = find.get(owner);
    return row ? toMfa(row) : NO_MFA;
  };

  return {
    find: found,
    change({ userPoolId, userName }, changes) {
      const mfa = { ...found({ userPoolId, userName }), ...changes };
      const { softwareToken, ...rest } = mfa;
      save({
        ...{ ...rest, userPoolId, userName },
        secret: softwareToken?.secret ?? null,
        secretName: softwareToken?.name ?? null,
        lastStep: softwareToken?.lastStep ?? -1,
      });
      return mfa;
    },
  };
}
