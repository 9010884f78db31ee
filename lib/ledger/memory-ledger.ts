import { randomBytes } from 'node:crypto';
import { type LedgerKeys, ledgerKeysOf } from './keys.ts';
import type { Ledger, LedgerTime, OpenLedger } from './ledger.ts';
import type { Bucket, LedgerStore } from './ledger-store.ts';
import type { MessageItem } from './message-item.ts';

interface Item extends Partial<Bucket> {
  readonly by?: string;
  readonly spent?: number;
  readonly message?: MessageItem;
  readonly ttl: number;
}

/**
 * A ledger in memory, for tests: sign-ins that share it are counted together. It forgets what is out of date at once, where
 * DynamoDB takes days.
 *
 * @example
 * const ledger = new MemoryLedger();
 * await simulate(signIn, user, { ledger });
 * await simulate(signIn, user, { ledger }); // the wrong answers of the first one count
 */
export class MemoryLedger implements Ledger {
  readonly #keys: LedgerKeys = ledgerKeysOf(randomBytes(32));
  readonly #items = new Map<string, Item>();

  async open({ now }: Pick<LedgerTime, 'now'>): Promise<OpenLedger> {
    const items = this.#items;
    const get = (pk: string): Item | undefined => {
      const item = items.get(pk);
      if (item && item.ttl * 1000 > now()) return item;
      items.delete(pk);
      return undefined;
    };
    const bucket = (pk: string): Bucket => {
      const { fails = 0, until = 0, since } = get(pk) ?? {};
      return { fails, until, ...(since !== undefined && { since }) };
    };
    const store: LedgerStore = {
      async count(pk, { free, ttl }) {
        const { fails, until } = bucket(pk);
        if (fails >= free) return false;
        items.set(pk, { fails: fails + 1, until, ttl });
        return true;
      },
      read: async (pk) => bucket(pk),
      async lock(pk, { known, next, now, ttl }) {
        // Not by `bucket`: of what isn't there no condition holds, in DynamoDB either.
        const { fails, until = 0 } = get(pk) ?? {};
        if (fails !== known.fails || until > now) return false;
        items.set(pk, { ...next, ttl });
        return true;
      },
      async countKnown(pk, { free, after }) {
        const item = get(pk);
        const { fails = free, since = after } = item ?? {};
        if (!item || since <= after || fails >= free) return false;
        items.set(pk, { ...item, fails: fails + 1 });
        return true;
      },
      async know(pk, { since, ttl }) {
        items.set(pk, { fails: 0, since, ttl });
      },
      async claim(pk, { by, ttl }) {
        if ((get(pk)?.by ?? by) !== by) return false;
        items.set(pk, { by, ttl });
        return true;
      },
      async reset(pk) {
        items.delete(pk);
      },
      isClaimed: async (pk) => get(pk)?.by !== undefined,
      async spend(pk, { most, ttl }) {
        const spent = get(pk)?.spent ?? 0;
        if (spent >= most) return false;
        items.set(pk, { spent: spent + 1, ttl });
        return true;
      },
      async refund(pk) {
        const item = get(pk);
        if (item?.spent) items.set(pk, { ...item, spent: item.spent - 1 });
      },
      readMessage: async (pk) => get(pk)?.message,
      async writeMessage(pk, message, known) {
        if (get(pk)?.message?.version !== known) return false;
        items.set(pk, { message, ttl: message.ttl });
        return true;
      },
    };
    return { keys: this.#keys, store };
  }
}
