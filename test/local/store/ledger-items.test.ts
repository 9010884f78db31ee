import { expect, it, onTestFinished } from 'vitest';
import type { LedgerItem } from '../../../lib/local/store/ledger-items.ts';
import { openStore } from '../../../lib/local/store/store.ts';

const place = { tableName: 'Ledger', pk: 'gAlice' };
const item = (ttl?: number): LedgerItem => ({ pk: { S: 'gAlice' }, ...(ttl && { ttl: { N: String(ttl) } }) });

function open() {
  const store = openStore('memory');
  onTestFinished(store.close);
  return store.ledgerItems;
}

it('an item is there until its ttl, and is made anew after it', () => {
  const items = open();
  items.change(place, 0, () => item(10));
  expect(items.find(place, 9_999)).toEqual(item(10));
  expect(items.find(place, 10_000)).toBeUndefined();
  items.change(place, 10_000, (found) => {
    expect(found).toBeUndefined();
    return item(20);
  });
  expect(items.find(place, 10_000)).toEqual(item(20));
});

it('what is out of date is forgotten, and nothing else; an item without a ttl stays', () => {
  const items = open();
  items.change(place, 0, () => item(10));
  items.change({ ...place, pk: 'gBob' }, 0, () => item());
  items.forgetExpired(9_999);
  expect(items.find(place, 0)).toEqual(item(10));
  items.forgetExpired(10_000);
  expect(items.find(place, 0)).toBeUndefined();
  expect(items.find({ ...place, pk: 'gBob' }, 10_000)).toEqual(item());
});

it('a change that throws changes nothing, and the next one goes on', () => {
  const items = open();
  items.change(place, 0, () => item(10));
  const refuse = () => {
    throw new Error('no');
  };
  expect(() => items.change(place, 0, refuse)).toThrow('no');
  expect(items.find(place, 0)).toEqual(item(10));
  items.change(place, 0, () => undefined);
  expect(items.find(place, 0)).toBeUndefined();
});

it('tables know nothing of each other', () => {
  const items = open();
  items.change(place, 0, () => item(10));
  expect(items.find({ ...place, tableName: 'Other' }, 0)).toBeUndefined();
});
