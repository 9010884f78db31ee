import type { ItemPlace, LedgerItems } from '../store/ledger-items.ts';

/** With this letter begin the keys of items that count wrong answers. */
const GUESSES = 'g';

/**
 * Lifts the waits after wrong answers: none is ever remembered, nor read again where one was. All other items stand as they
 * are; what was used up stays so.
 */
export function withoutWaits(items: LedgerItems): LedgerItems {
  const counts = ({ pk }: ItemPlace): boolean => pk.startsWith(GUESSES);
  return {
    ...items,
    find: (place, now) => (counts(place) ? undefined : items.find(place, now)),
    change(place, now, change) {
      if (!counts(place)) return items.change(place, now, change);
      const made = change(undefined);
      // A right answer forgives what was counted while waits were held.
      if (made === undefined) items.change(place, now, () => undefined);
    },
  };
}
