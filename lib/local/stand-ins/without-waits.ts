import type { LedgerItem, LedgerItems } from '../store/ledger-items.ts';

/** With these letters begin the keys of items that count: wrong answers, messages to a destination, messages to all. */
const COUNTS = ['g', 'd', 'e'];
/** And with this one those of messages. */
const MESSAGE = 'm';

const since1970 = { N: '0' };
/** Of a message what holds up the next one: when it went out, and how many did. */
const LONG_AGO: LedgerItem = { sentAt: since1970, tat: since1970, day: since1970, sent: since1970 };

/**
 * Lifts the waits after wrong answers, and messages' budgets with the waits between two: none is ever remembered, nor read again
 * where one was. A message is there to be delivered, and went out too long ago to be shared or to hold up another one. All other items
 * stand as they are; what was used up stays so.
 */
export function withoutWaits(items: LedgerItems): LedgerItems {
  const counts = (pk: string): boolean => COUNTS.some((letter) => pk.startsWith(letter));
  return {
    ...items,
    find(place, now) {
      if (counts(place.pk)) return undefined;
      const found = items.find(place, now);
      return found && place.pk.startsWith(MESSAGE) ? { ...found, ...LONG_AGO } : found;
    },
    change(place, now, change) {
      if (!counts(place.pk)) return items.change(place, now, change);
      const made = change(undefined);
      // A right answer forgives what was counted while waits were held.
      if (made === undefined) items.change(place, now, () => undefined);
    },
  };
}
