import { invalidParameter } from '../../protocol/index.ts';
import type { StoredUser } from '../store/users.ts';

/** Decides whether ListUsers lists a user. */
export type UserFilter = (user: StoredUser) => boolean;

type Read = (user: StoredUser) => string | undefined;

const attribute =
  (name: string): Read =>
  ({ attributes }) =>
    attributes[name];

/** What can be searched; custom attributes can't. */
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['username', ({ userName }) => userName],
  ['status', ({ enabled }) => (enabled ? 'Enabled' : 'Disabled')],
  ['cognito:user_status', ({ status }) => status],
  ...['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username', 'sub'].map(
    (name): [string, Read] => [name, attribute(name)],
  ),
]);

const FILTER = /^\s*"?([A-Za-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

/**
 * Reads a filter of ListUsers: one attribute, `=` or `^=` (begins with), and a text in quotes.
 *
 * @throws CognitoError InvalidParameterException
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 * @example
 * parseUserFilter('email ^= "alice"');
 */
export function parseUserFilter(text: string): UserFilter {
  if (text.trim() === '') return () => true;
  const [, name = '', operator, quoted = ''] = FILTER.exec(text) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  const read = READERS.get(name);
  if (!read) throw invalidParameter(`Invalid search attribute: ${name}`);
  const fold = name === 'cognito:user_status' ? (value: string) => value.toLowerCase() : (value: string) => value;
  const wanted = fold(quoted.replace(/\\(.)/gsu, '$1'));
  return (user) => {
    const value = read(user);
    if (value === undefined) return false;
    return operator === '=' ? fold(value) === wanted : fold(value).startsWith(wanted);
  };
}
