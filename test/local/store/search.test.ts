import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEARCHABLE, searchedValue } from '../../../lib/local/store/search-terms.ts';
import { openStore, type Store } from '../../../lib/local/store/store.ts';
import type { StoredUser } from '../../../lib/local/store/users.ts';

const POOL = 'eu-central-1_EXAMPLE01';
const user = (userName: string, changes: Partial<StoredUser> = {}): StoredUser => ({
  ...{ userPoolId: POOL, userName, attributes: {}, status: 'CONFIRMED', enabled: true, passwordHash: null },
  ...{ createdAt: 1, modifiedAt: 1 },
  ...changes,
});

const namesFound = ({ users }: Store, term: string, value: string, isPrefix = false): readonly string[] =>
  [...users.search(POOL, { term, value: searchedValue(term, value), isPrefix })].map(({ userName }) => userName);

/** Short texts that are alike: in another case, with a letter more, of another alphabet, or half of a character. */
const texts = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('', 'a', 'A', 'ab', 'AB', 'b', 'é', 'É', 'ab\uffff', 'ab\u{1F600}', '%') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
/** What happens to one of a few users: it is saved like this, or it goes. */
const steps = fc.array(
  fc.record({
    userName: fc.constantFrom('a', 'A', 'ab', 'b', 'é'),
    attributes: fc.record({ email: texts, name: texts, sub: texts }, { requiredKeys: [] }),
    enabled: fc.boolean(),
    status: fc.constantFrom('CONFIRMED', 'UNCONFIRMED'),
    goes: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** What a user is searched by, in plain words. */
function valueIn({ userName, attributes, enabled, status }: StoredUser, term: string): string | undefined {
  if (term === 'username') return userName;
  if (term === 'status') return enabled ? 'Enabled' : 'Disabled';
  return term === 'cognito:user_status' ? status : attributes[term];
}

describe('a search', () => {
  // Case: docs/cognito.md#13-pools-users-and-mail
  it('finds exactly the users that a look at each of them would find, however often they changed', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...SEARCHABLE), texts, fc.boolean(), (all, term, text, isPrefix) => {
        const store = openStore('memory');
        const kept = new Map<string, StoredUser>();
        for (const { goes, userName, ...changes } of all) {
          const each = user(userName, changes);
          if (goes) store.users.remove(each);
          else store.users.save(each, [userName]);
          if (goes) kept.delete(userName);
          else kept.set(userName, each);
        }
        for (const value of [text, ...[...kept.values()].flatMap((each) => valueIn(each, term) ?? [])]) {
          const fits = (each: StoredUser): boolean => {
            const own = valueIn(each, term);
            if (own === undefined) return false;
            const [folded, sought] = [searchedValue(term, own), searchedValue(term, value)];
            return isPrefix ? folded.startsWith(sought) : folded === sought;
          };
          const expected = [...kept.values()].filter(fits).map(({ userName }) => userName);
          expect([...namesFound(store, term, value, isPrefix)].sort()).toEqual(expected.sort());
        }
        expect(store.users.count(POOL)).toBe(kept.size);
        store.close();
      }),
    );
  });

  it('folds the case of all terms but of user names and of whether they are enabled', () => {
    const store = openStore('memory');
    store.users.save(user('Alice', { attributes: { email: 'Alice@Example.com' } }), ['Alice']);
    expect(namesFound(store, 'email', 'aLICE@example.COM')).toEqual(['Alice']);
    expect(namesFound(store, 'email', 'ALICE@', true)).toEqual(['Alice']);
    expect(namesFound(store, 'cognito:user_status', 'Confirmed')).toEqual(['Alice']);
    expect(namesFound(store, 'username', 'Alice')).toEqual(['Alice']);
    expect(namesFound(store, 'username', 'alice')).toEqual([]);
    expect(namesFound(store, 'status', 'Enabled')).toEqual(['Alice']);
    expect(namesFound(store, 'status', 'enabled')).toEqual([]);
    store.close();
  });

  it('goes on after a user that is gone, and stays in its pool', () => {
    const store = openStore('memory');
    for (const name of ['ann', 'bea', 'carl']) store.users.save(user(name, { attributes: { name: 'Same' } }), [name]);
    store.users.save(user('dora', { userPoolId: 'eu-central-1_OTHER', attributes: { name: 'Same' } }), ['dora']);
    store.users.remove(user('bea'));
    const search = { term: 'name', value: 'same', isPrefix: false };
    const after = { value: 'same', userName: 'bea' };
    expect([...store.users.search(POOL, search, after)].map(({ userName }) => userName)).toEqual(['carl']);
    store.close();
  });

  it('finds nobody of a pool that was deleted, nor counts them', () => {
    const store = openStore('memory');
    store.users.save(user('ann', { attributes: { name: 'Ann' } }), ['ann']);
    store.apiPools.remove(POOL);
    store.users.save(user('bea'), ['bea']);
    expect(namesFound(store, 'name', 'Ann')).toEqual([]);
    expect(store.users.count(POOL)).toBe(1);
    store.close();
  });
});
