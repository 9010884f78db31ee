import type { DatabaseSync } from 'node:sqlite';
import type { StoredUser } from './users.ts';

/** What a code is for: a sign-up, a new password, or one of the user's addresses. */
export type CodePurpose = 'SignUp' | 'ForgotPassword' | 'email' | 'phone_number';

/** A code that was sent to a user. */
export interface ConfirmationCode {
  /** What it went to: `email` or `phone_number`. */
  readonly attribute: string;
  /** The address itself, which may be another one than the user's by now. */
  readonly address: string;
  readonly codeHash: string;
  readonly wrongAnswers: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

type Owner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** The codes that wait for their users: of each purpose one. */
export interface ConfirmationCodes {
  find(user: Owner, purpose: CodePurpose): ConfirmationCode | undefined;
  /** Replaces the user's code for this purpose. */
  save(user: Owner, purpose: CodePurpose, code: ConfirmationCode): void;
  remove(user: Owner, purpose: CodePurpose): void;
}

/** The table of codes. */
export function confirmationCodesIn(database: DatabaseSync): ConfirmationCodes {
  const its = 'user_pool_id = ? AND user_name = ? AND purpose = ?';
  const find = database.prepare(`SELECT * FROM confirmation_codes WHERE ${its}`);
  const save = database.prepare('INSERT OR REPLACE INTO confirmation_codes VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare(`DELETE FROM confirmation_codes WHERE ${its}`);

  return {
    find({ userPoolId, userName }, purpose) {
      const row = find.get(userPoolId, userName, purpose);
      return (
        row && {
          attribute: row.attribute as string,
          address: row.address as string,
          codeHash: row.code_hash as string,
          wrongAnswers: row.wrong_answers as number,
          expiresAt: row.expires_at as number,
        }
      );
    },
    save({ userPoolId, userName }, purpose, { attribute, address, codeHash, wrongAnswers, expiresAt }) {
      save.run(userPoolId, userName, purpose, attribute, address, codeHash, wrongAnswers, expiresAt);
    },
    remove({ userPoolId, userName }, purpose) {
      remove.run(userPoolId, userName, purpose);
    },
  };
}
