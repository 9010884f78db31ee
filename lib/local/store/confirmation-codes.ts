import type { DatabaseSync } from 'node:sqlite';
import { integer, oneOf, text } from './columns.ts';
import { OF_A_USER, OWNED, type Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

const PURPOSES = ['SignUp', 'ForgotPassword', 'email', 'phone_number'] as const;

/** What a code is for: a sign-up, a new password, or one of the user's addresses. */
export type CodePurpose = (typeof PURPOSES)[number];

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

/** The codes that wait for their users: of each purpose one. */
export interface ConfirmationCodes {
  find(user: Owner, purpose: CodePurpose): ConfirmationCode | undefined;
  /** Replaces the user's code for this purpose. */
  save(user: Owner, purpose: CodePurpose, code: ConfirmationCode): void;
  remove(user: Owner, purpose: CodePurpose): void;
}

const KEY = { userPoolId: text, userName: text, purpose: oneOf(PURPOSES) };
const CODE = { attribute: text, address: text, codeHash: text, wrongAnswers: integer, expiresAt: integer };

export const CONFIRMATION_CODES = table({
  name: 'confirmation_codes',
  columns: { ...KEY, ...CODE },
  constraints: ['PRIMARY KEY (user_pool_id, user_name, purpose)', OF_A_USER],
});

/** The table of codes. */
export function confirmationCodesIn(database: DatabaseSync): ConfirmationCodes {
  const find = statement(database, `SELECT * FROM confirmation_codes WHERE ${OWNED} AND purpose = :purpose`, KEY, CODE);
  const save = insertion(database, CONFIRMATION_CODES, 'replace');
  const remove = statement(database, `DELETE FROM confirmation_codes WHERE ${OWNED} AND purpose = :purpose`, KEY);

  return {
    find: (user, purpose) => find.get({ ...user, purpose }),
    save({ userPoolId, userName }, purpose, code) {
      save({ ...code, userPoolId, userName, purpose });
    },
    remove(user, purpose) {
      remove.run({ ...user, purpose });
    },
  };
}
