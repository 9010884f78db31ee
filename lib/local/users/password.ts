import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { CognitoError } from '../../protocol/index.ts';
import type { LocalPasswordPolicy } from '../model.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const LENGTH = 32;

/** A salted scrypt hash of a password; the password itself is kept nowhere. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString('base64')}:${(await derive(password, salt, LENGTH)).toString('base64')}`;
}

/** Whether it is the password that was hashed. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [kind, salt = '', expected = ''] = hash.split(':');
  if (kind !== 'scrypt') return false;
  const bytes = Buffer.from(expected, 'base64');
  return bytes.length === LENGTH && timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), LENGTH), bytes);
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
