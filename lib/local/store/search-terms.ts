import type { DatabaseSync } from 'node:sqlite';
import type { TextMap } from '../../protocol/text-map.ts';
import { text } from './columns.ts';
import type { Owner } from './owner.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

/** What users can be searched by. Custom attributes can't. */
export const SEARCHABLE = [
  ...['username', 'status', 'cognito:user_status', 'sub', 'email', 'phone_number', 'name', 'given_name'],
  ...['family_name', 'preferred_username'],
] as const;

/** What of a user is searched. */
export interface SearchedUser extends Owner {
  readonly attributes: TextMap;
  readonly status: string;
  readonly enabled: boolean;
}

/** A search: for a value, or for what begins with it. */
export interface UserSearch {
  /** One of `SEARCHABLE`. */
  readonly term: string;
  /** As `searchedValue` gives it. */
  readonly value: string;
  readonly isPrefix: boolean;
}

/** These two are compared as they are written (docs/cognito.md#13-pools-users-and-mail). */
const AS_WRITTEN: ReadonlySet<string> = new Set(['username', 'status']);

/** A value as it is searched: in lower case but for two terms. */
export const searchedValue = (term: string, value: string): string =>
  // As the database would keep it.
  (AS_WRITTEN.has(term) ? value : value.toLowerCase()).toWellFormed();

/** What a user is found by in a search for a term; undefined where the user lacks it. */
export function termOf(user: SearchedUser, term: string): string | undefined {
  const value = written(user, term);
  return value === undefined ? undefined : searchedValue(term, value);
}

function written({ userName, enabled, status, attributes }: SearchedUser, term: string): string | undefined {
  if (term === 'username') return userName;
  if (term === 'status') return enabled ? 'Enabled' : 'Disabled';
  return term === 'cognito:user_status' ? status : attributes[term];
}

/** Each user's values, in order: a search reads what it gives, and one more. */
export const SEARCH_TERMS = table({
  name: 'search_terms',
  columns: { userPoolId: text, term: text, value: text, userName: text },
  constraints: ['PRIMARY KEY (user_pool_id, term, value, user_name)'],
});

/** Lets the functions of this module stand in SQL: `searched_value(term, value)`. */
export function defineSearchedValue(database: DatabaseSync): void {
  database.function('searched_value', (term, value) => searchedValue(String(term), String(value)));
}

/** What users are searched by, kept beside them. */
export interface SearchTerms {
  /**
   * @param before the user as it is kept, if it is
   * @param after the user as it is kept from now on; undefined where it goes
   */
  replace(before: SearchedUser | undefined, after: SearchedUser | undefined): void;
}

const keyOf = ({ userPoolId, userName }: SearchedUser): Owner => ({ userPoolId, userName });

/** The table of terms. */
export function searchTermsIn(database: DatabaseSync): SearchTerms {
  const { columns } = SEARCH_TERMS;
  const add = insertion(database, SEARCH_TERMS, 'ignore');
  const forget = statement(
    database,
    `DELETE FROM search_terms
     WHERE user_pool_id = :userPoolId AND term = :term AND value = :value AND user_name = :userName`,
    columns,
  );

  return {
    replace(before, after) {
      for (const term of SEARCHABLE) {
        const [old, value] = [before && termOf(before, term), after && termOf(after, term)];
        if (old === value) continue;
        if (before && old !== undefined) forget.run({ ...before, term, value: old });
        if (after && value !== undefined) add({ ...keyOf(after), term, value });
      }
    },
  };
}
