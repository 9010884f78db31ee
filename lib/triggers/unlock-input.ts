import { isRecord } from '../protocol/is-record.ts';
import { UnlockInputError } from './errors.ts';

/** Whose wrong answers are to be forgotten. */
export interface UnlockInput {
  readonly userPoolId: string;
  /** As Cognito's triggers get it: no alias. AdminGetUser gives it as `Username`. */
  readonly userName: string;
}

const MEMBERS: Readonly<Record<keyof UnlockInput, true>> = { userPoolId: true, userName: true };

/** Cognito's own limits. */
const POOL_ID = /^[\w-]{1,40}_[0-9A-Za-z]{1,40}$/;
const LONGEST_NAME = 128;
/** A member's name that may be repeated. Any other may be a user's address. */
const PLAIN = /^[A-Za-z]\w{0,31}$/;

/**
 * Reads what the unlock function was invoked with. A member that is misspelt must not be one ignored: it could unlock somebody
 * else than was meant, or nobody.
 *
 * @throws UnlockInputError. It says what kind of thing was given, never a value.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
 */
export function readUnlockInput(given: unknown): UnlockInput {
  if (!isRecord(given)) throw fault(kindOf(given));
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(MEMBERS, name));
  if (unknown.length > 0) {
    throw fault(`a member ${unknown.map((name) => (PLAIN.test(name) ? name : 'of another name')).join(', ')}`);
  }
  const { userPoolId, userName } = given;
  if (typeof userPoolId !== 'string' || !POOL_ID.test(userPoolId)) {
    throw fault(`as userPoolId ${textOr(userPoolId, 'that is no id of a user pool, such as eu-central-1_AbCdEf123')}`);
  }
  if (typeof userName !== 'string' || userName === '' || userName.length > LONGEST_NAME) {
    throw fault(`as userName ${textOr(userName, `that isn't of 1 to ${LONGEST_NAME} characters`)}`);
  }
  return { userPoolId, userName };
}

const fault = (what: string): UnlockInputError =>
  new UnlockInputError(`unlock takes { userPoolId, userName }, and was given ${what}`);

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

const textOr = (value: unknown, fact: string): string => kindOf(value) + (typeof value === 'string' ? ` ${fact}` : '');
