import crypto, { randomBytes, randomInt } from 'node:crypto';
import { CognitoError } from '../../protocol/index.ts';
import { integerOf, nativePower, verifierOf } from '../../protocol/srp/index.ts';
import type { LocalPasswordPolicy } from '../model.ts';
import { isSameText } from '../secret-text.ts';
import type { StoredUser } from '../store/users.ts';
import type { SrpVerifier } from './srp-exchange.ts';

/** What the pool keeps of a password. */
export interface KeptPassword extends SrpVerifier {
  /** Milliseconds since 1970. */
  readonly setAt: number;
}

/** Whose password it is: the verifier is made from the names too. */
export type PasswordOwner = Pick<StoredUser, 'userPoolId' | 'userName'>;

/** By OpenSSL: ten times as fast as BigInt. */
const power = nativePower(crypto);
const SALT_BYTES = 16;

/** What stands before the user's name in SRP: the part of the pool's id after the `_`. */
export const poolNameOf = ({ userPoolId }: Pick<PasswordOwner, 'userPoolId'>): string =>
  userPoolId.slice(userPoolId.indexOf('_') + 1);

/** A salt of 32 digits. None of them is a leading zero: some clients drop those and others don't. */
export function saltOf(bytes: Uint8Array): string {
  const salt = Uint8Array.from(bytes.subarray(0, SALT_BYTES));
  salt[0] = (salt[0] as number) | 0x10;
  return Buffer.from(salt).toString('hex');
}

const verify = async (password: string, { userPoolId, userName }: PasswordOwner, salt: string): Promise<string> => {
  const credentials = { poolName: poolNameOf({ userPoolId }), userId: userName, password };
  const verifier = await verifierOf(credentials, integerOf(salt), power);
  return verifier.toString(16).padStart(768, '0');
};

/** Salt and SRP verifier of a password, as they are kept; the password itself is kept nowhere. */
export async function hashPassword(password: string, owner: PasswordOwner, now: number): Promise<string> {
  const salt = saltOf(randomBytes(SALT_BYTES));
  return `srp:${salt}:${await verify(password, owner, salt)}:${now}`;
}

/** Reads what is kept; undefined where nobody set a password. */
export function keptPassword(passwordHash: string | null): KeptPassword | undefined {
  const [, salt, verifier, setAt] = /^srp:([0-9a-f]{32}):([0-9a-f]{768}):(\d+)$/.exec(passwordHash ?? '') ?? [];
  return salt && verifier ? { salt, verifier, setAt: Number(setAt) } : undefined;
}

/** Whether it is the user's password. Where there is none it takes as long to say so. */
export async function isPassword(
  password: string,
  { passwordHash, ...owner }: PasswordOwner & Pick<StoredUser, 'passwordHash'>,
): Promise<boolean> {
  const kept = keptPassword(passwordHash);
  const verifier = await verify(password, owner, kept?.salt ?? saltOf(randomBytes(SALT_BYTES)));
  return kept !== undefined && isSameText(verifier, kept.verifier);
}

/** The symbols that Cognito counts. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=\S) (?=\S)/;

/**
 * Refuses a password that the pool's policy doesn't allow.
 *
 * @throws CognitoError InvalidPasswordException
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export function assertPassword(password: string, policy: LocalPasswordPolicy): void {
  const rules: readonly (readonly [broken: boolean, text: string])[] = [
    [password.length < policy.minimumLength, 'Password not long enough'],
    [policy.requireUppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.requireLowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.requireNumbers && !/[0-9]/.test(password), 'Password must have numeric characters'],
    [policy.requireSymbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) {
    throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`);
  }
}

const pick = (letters: string): string => letters.charAt(randomInt(letters.length));

/** A temporary password that every policy allows. */
export function temporaryPassword({ minimumLength }: LocalPasswordPolicy): string {
  const kinds = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!#%+=@'];
  const all = kinds.join('');
  const length = Math.max(12, minimumLength);
  const letters = [...kinds.map(pick), ...Array.from({ length: length - kinds.length }, () => pick(all))];
  // Shuffled: the kinds don't stand in a known order.
  for (let last = letters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [letters[last], letters[other]] = [letters[other] as string, letters[last] as string];
  }
  return letters.join('');
}
