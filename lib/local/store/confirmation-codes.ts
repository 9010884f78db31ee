import type { DatabaseSync } from 'node:sqlite';
import type { StoredUser } from './users.ts';

/** The code that a user who signed up has to confirm. One each. */
export interface ConfirmationCode {
  /** What it verifies: `email` or `phone_number`. */
  readonly attribute: string;
  readonly codeHash: string;
  readonly wrongAnswers: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

type Owner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** The codes that wait for their users. */
export interface ConfirmationCodes {
  find(user: Owner): ConfirmationCode | undefined;
  /** Replaces the user's code. */
  save(user: Owner, code: ConfirmationCode): void;
  remove(user: Owner): void;
}

/** The table of codes. */
export function confirmationCodesIn(database: DatabaseSync): ConfirmationCodes {
  const find = database.prepare('SELECT * FROM confirmation_codes WHERE user_pool_id = ? AND user_name = ?');
  const save = database.prepare('INSERT OR REPLACE INTO confirmation_codes VALUES (?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM confirmation_codes WHERE user_pool_id = ? AND user_name = ?');

  return {
    find({ userPoolId, userName }) {
      const row = find.get(userPoolId, userName);
      return (
        row && {
          attribute: row.attribute as string,
          codeHash: row.code_hash as string,
          wrongAnswers: row.wrong_answers as number,
          expiresAt: row.expires_at as number,
        }
      );
    },
    save({ userPoolId, userName }, { attribute, codeHash, wrongAnswers, expiresAt }) {
      save.run(userPoolId, userName, attribute, codeHash, wrongAnswers, expiresAt);
    },
    remove({ userPoolId, userName }) {
      remove.run(userPoolId, userName);
    },
  };
}
