import type { LedgerStore } from '../../../lib/ledger/ledger-store.ts';

/** A store each of whose requests is told. */
export const toldStore = (
  store: LedgerStore,
  told: <Result>(what: keyof LedgerStore, act: () => Promise<Result>) => Promise<Result>,
): LedgerStore => ({
  count: (...args) => told('count', () => store.count(...args)),
  read: (...args) => told('read', () => store.read(...args)),
  lock: (...args) => told('lock', () => store.lock(...args)),
  countKnown: (...args) => told('countKnown', () => store.countKnown(...args)),
  know: (...args) => told('know', () => store.know(...args)),
  claim: (...args) => told('claim', () => store.claim(...args)),
  reset: (...args) => told('reset', () => store.reset(...args)),
  isClaimed: (...args) => told('isClaimed', () => store.isClaimed(...args)),
  spend: (...args) => told('spend', () => store.spend(...args)),
  refund: (...args) => told('refund', () => store.refund(...args)),
  readMessage: (...args) => told('readMessage', () => store.readMessage(...args)),
  writeMessage: (...args) => told('writeMessage', () => store.writeMessage(...args)),
});
