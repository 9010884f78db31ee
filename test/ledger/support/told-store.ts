import type { LedgerStore } from '../../../lib/ledger/ledger-store.ts';

type Request = (...args: readonly unknown[]) => Promise<unknown>;

/** A store each of whose requests is told. */
export const toldStore = (
  store: LedgerStore,
  told: <Result>(what: keyof LedgerStore, act: () => Promise<Result>) => Promise<Result>,
): LedgerStore =>
  Object.fromEntries(
    Object.entries(store as object as Readonly<Record<keyof LedgerStore, Request>>).map(([name, request]) => [
      name,
      (...args: readonly unknown[]) => told(name as keyof LedgerStore, () => request(...args)),
    ]),
  ) as object as LedgerStore;
