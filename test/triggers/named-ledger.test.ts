import { expect, test } from 'vitest';
import { hasLedger } from '../../lib/triggers/named-ledger.ts';

test.each([
  [{}, true],
  [{ COUNTERSIGN_LEDGER: 'none' }, false],
  [{ COUNTERSIGN_LEDGER: 'none', COUNTERSIGN_LEDGER_KEY: 'a key of a table of that name' }, true],
])('%j says whether there is a ledger: %s', (environment, is) => {
  expect(hasLedger(environment)).toBe(is);
});
