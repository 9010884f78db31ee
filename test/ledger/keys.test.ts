import { describe, expect, test } from 'vitest';
import { guessesPk, type LedgerSubject, ledgerKeysOf, usedPk } from '../../lib/ledger/keys.ts';

const keys = ledgerKeysOf(new Uint8Array(32).fill(1));
const alice: LedgerSubject = {
  ...{ userPoolId: 'us-east-1_a', userName: 'alice', challenge: 'emailOtp' },
};

describe('the keys of the ledger', () => {
  test('are 32 bytes each, the same for the same key, and tell nothing of it', () => {
    const key = new Uint8Array(32).fill(1);
    const { names, decoys } = keys;
    expect(ledgerKeysOf(key)).toEqual(keys);
    expect([names.length, decoys.length]).toEqual([32, 32]);
    expect(new Set([key, names, decoys, ledgerKeysOf(new Uint8Array(32)).names].map(String)).size).toBe(4);
  });
});

describe("an item's name", () => {
  test('begins with the letter of its kind, and is as long for everybody', () => {
    expect(guessesPk(keys, alice)).toMatch(/^g[\w-]{43}$/);
    expect(usedPk(keys, alice, 'a code')).toMatch(/^u[\w-]{43}$/);
    expect(guessesPk(keys, { ...alice, userName: 'a'.repeat(128) })).toHaveLength(44);
  });

  test.each<[string, Partial<LedgerSubject>]>([
    ['another user', { userName: 'bob' }],
    ['a user whose name differs by case', { userName: 'Alice' }],
    ['another pool', { userPoolId: 'us-east-1_b' }],
    ['another challenge', { challenge: 'smsOtp' }],
    ['names that come to the same text', { userName: 'alic', challenge: 'eemailOtp' }],
    ['a name with quotes', { userName: 'alice","emailOtp' }],
  ])('is not that of %s', (_who, changes) => {
    expect(guessesPk(keys, { ...alice, ...changes })).not.toBe(guessesPk(keys, alice));
    expect(usedPk(keys, { ...alice, ...changes }, 'a')).not.toBe(usedPk(keys, alice, 'a'));
  });

  test('is another under another key, for another thing that was used, and for another kind', () => {
    const other = ledgerKeysOf(new Uint8Array(32).fill(2));
    const names = [
      ...[guessesPk(keys, alice), guessesPk(other, alice), usedPk(keys, alice, 'a'), usedPk(keys, alice, 'b')],
      usedPk(keys, alice, ''),
    ];
    expect(new Set(names.map((name) => name.slice(1))).size).toBe(5);
  });
});
