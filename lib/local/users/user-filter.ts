import { invalidParameter } from '../../protocol/index.ts';
import { SEARCHABLE, searchedValue, type UserSearch } from '../store/search-terms.ts';

const FILTER = /^\s*"?([A-Za-z_:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;

/** What an empty filter lists, in the order of their user names. */
const EVERYBODY: UserSearch = { term: 'username', value: '', isPrefix: true };

/**
 * Reads a filter of ListUsers: one attribute, `=` or `^=` (begins with), and a text in quotes. An empty one lists
 * everybody.
 *
 * @throws CognitoError InvalidParameterException
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 * @example
 * parseUserFilter('email ^= "alice"');
 */
export function parseUserFilter(text: string): UserSearch {
  if (text.trim() === '') return EVERYBODY;
  const [, name = '', operator, quoted = ''] = FILTER.exec(text) ?? [];
  if (operator === undefined) throw invalidParameter('Error while parsing filter.');
  const term = SEARCHABLE.find((each) => each === name);
  if (!term) throw invalidParameter(`Invalid search attribute: ${name}`);
  return { term, value: searchedValue(term, quoted.replace(/\\(.)/gsu, '$1')), isPrefix: operator === '^=' };
}
