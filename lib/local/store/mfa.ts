import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { LocalMfaFactor } from '../model.ts';
import type { StoredUser } from './users.ts';

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

type Owner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** The second factors of users. */
export interface UserMfas {
  find(owner: Owner): UserMfa;
  /** Changes what is kept, all at once. @returns what is kept now */
  change(owner: Owner, changes: Partial<UserMfa>): UserMfa;
}

export const USER_MFA_TABLE = `
CREATE TABLE user_mfa (
  user_pool_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  enabled TEXT NOT NULL,
  preferred TEXT,
  secret TEXT,
  secret_name TEXT,
  last_step INTEGER NOT NULL,
  associated_secret TEXT,
  PRIMARY KEY (user_pool_id, user_name),
  FOREIGN KEY (user_pool_id, user_name) REFERENCES users ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`;

const toMfa = (row: Record<string, SQLOutputValue>): UserMfa => ({
  enabled: JSON.parse(row.enabled as string),
  preferred: row.preferred as LocalMfaFactor | null,
  softwareToken:
    row.secret === null
      ? null
      : {
          secret: row.secret as string,
          name: row.secret_name as string | null,
          lastStep: row.last_step as number,
        },
  associatedSecret: row.associated_secret as string | null,
});

/** The table of second factors. */
export function userMfasIn(database: DatabaseSync): UserMfas {
  const find = database.prepare('SELECT * FROM user_mfa WHERE user_pool_id = ? AND user_name = ?');
  const save = database.prepare('INSERT OR REPLACE INTO user_mfa VALUES (?, ?, ?, ?, ?, ?, ?, ?)');

  const found = ({ userPoolId, userName }: Owner): UserMfa => {
    const row = find.get(userPoolId, userName);
    return row ? toMfa(row) : NO_MFA;
  };

  return {
    find: found,
    change(owner, changes) {
      const mfa = { ...found(owner), ...changes };
      const { enabled, preferred, softwareToken, associatedSecret } = mfa;
      const token = [
        softwareToken?.secret ?? null,
        softwareToken?.name ?? null,
        softwareToken?.lastStep ?? -1,
      ] as const;
      save.run(owner.userPoolId, owner.userName, JSON.stringify(enabled), preferred, ...token, associatedSecret);
      return mfa;
    },
  };
}
