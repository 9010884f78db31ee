import { expect, test } from 'vitest';
import type { AuthStorage } from '../../lib/client/index.ts';
import { safeStorage } from '../../lib/client/safe-storage.ts';

const full = new DOMException('The quota has been exceeded.', 'QuotaExceededError');

/** A storage whose operations fail while they are told to, at once or later. */
function fragileStorage() {
  const items = new Map<string, string>();
  const failing = new Set<keyof AuthStorage>();
  const how = { isAsync: false };
  const operation =
    <Result>(name: keyof AuthStorage, work: (...args: string[]) => Result) =>
    (...args: string[]): Result => {
      if (!failing.has(name)) return work(...args);
      if (how.isAsync) return Promise.reject(full) as Result;
      throw full;
    };
  const storage: AuthStorage = {
    getItem: operation('getItem', (key) => items.get(`${key}`) ?? null),
    setItem: operation('setItem', (key, value) => void items.set(`${key}`, `${value}`)),
    removeItem: operation('removeItem', (key) => void items.delete(`${key}`)),
  };
  const told: unknown[] = [];
  return { items, failing, how, told, safe: safeStorage(storage, (error) => told.push(error)) };
}

test.each([false, true])('what can not be written is kept for this page, and told (later: %s)', async (isAsync) => {
  const { failing, how, items, safe, told } = fragileStorage();
  how.isAsync = isAsync;
  await safe.setItem('a', 'old');

  failing.add('setItem');
  await safe.setItem('a', 'new');

  expect(await safe.getItem('a')).toBe('new');
  expect(items.get('a')).toBe('old');
  expect(told).toEqual([full]);
  failing.clear();
  await safe.setItem('a', 'newest');
  expect(items.get('a')).toBe('newest');
});

test.each([false, true])('what can not be removed is gone for this page, and told (later: %s)', async (isAsync) => {
  const { failing, how, items, safe, told } = fragileStorage();
  how.isAsync = isAsync;
  await safe.setItem('a', '1');

  failing.add('removeItem');
  await safe.removeItem('a');

  expect(await safe.getItem('a')).toBeNull();
  expect(items.get('a')).toBe('1');
  expect(told).toEqual([full]);
});

test.each([false, true])(
  'what can not be read is what this page knows of it, and told (later: %s)',
  async (isAsync) => {
    const { failing, how, items, safe, told } = fragileStorage();
    how.isAsync = isAsync;
    items.set('read', '1');
    items.set('unknown', '1');
    await safe.getItem('read');
    await safe.setItem('written', '2');

    failing.add('getItem');

    expect(await safe.getItem('read')).toBe('1');
    expect(await safe.getItem('written')).toBe('2');
    expect(await safe.getItem('unknown')).toBeNull();
    expect(told).toEqual([full, full, full]);
  },
);

test('what another tab writes counts again, where this one could not', async () => {
  const { failing, items, safe } = fragileStorage();
  failing.add('setItem').add('removeItem');
  for (const key of ['a', 'b', 'c']) await safe.setItem(key, 'mine');
  await safe.removeItem('c');
  for (const key of ['a', 'b', 'c']) items.set(key, 'theirs');

  safe.changed('a');
  expect(await Promise.all(['a', 'b', 'c'].map(safe.getItem))).toEqual(['theirs', 'mine', null]);

  safe.changed(null);
  expect(await Promise.all(['a', 'b', 'c'].map(safe.getItem))).toEqual(['theirs', 'theirs', 'theirs']);
});

test.each([undefined, 5, {}, true])('a value that is no text is none: %j', async (foreign) => {
  const storage = { getItem: () => foreign as unknown as string, setItem: () => {}, removeItem: () => {} };

  expect(await safeStorage(storage, undefined).getItem('a')).toBeNull();
});

test.each([null, undefined])('without a storage, memory is one: %s', async (none) => {
  const told: unknown[] = [];
  const safe = safeStorage(none, (error) => told.push(error));

  await safe.setItem('a', '1');
  expect(await safe.getItem('a')).toBe('1');
  await safe.removeItem('a');
  expect(await safe.getItem('a')).toBeNull();
  expect(told).toEqual([]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('of the app');
    },
  ],
  ['rejects', () => Promise.reject(new Error('of the app'))],
])('who is told may fail: it %s', async (_how, listener) => {
  const storage = { getItem: () => Promise.reject(full), setItem: () => Promise.reject(full), removeItem: () => {} };
  const safe = safeStorage(storage, listener);

  await safe.setItem('a', '1');

  expect(await safe.getItem('a')).toBe('1');
});
