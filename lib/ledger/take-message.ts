import type { OpenLedger } from './ledger.ts';
import { drawId, readSealed, type SealedMessage } from './live-message.ts';
import type { MessageItem } from './message-item.ts';
import type { Poke } from './poke.ts';

/** A message that is this invocation's to deliver, and nobody else's. */
export interface TakenMessage {
  readonly kind: 'taken';
  readonly content: SealedMessage;
  /** Lets somebody else deliver it: it certainly wasn't sent. */
  giveBack(): Promise<void>;
}

/** Why there is nothing to deliver. */
export interface NotTaken {
  readonly kind: 'not-there' | 'replaced' | 'over' | 'taken-before';
}

/**
 * Takes a message in order to deliver it: of all who are asked to, one does.
 *
 * @throws LedgerUnavailableError
 */
export async function takeMessage(
  ledger: OpenLedger,
  { key, id }: Poke,
  now: () => number,
): Promise<TakenMessage | NotTaken> {
  const { store } = ledger;
  const found = await store.readMessage(key);
  if (!found) return { kind: 'not-there' };
  if (found.id !== id) return { kind: 'replaced' };
  if (found.expiresAt <= now()) return { kind: 'over' };
  if (found.taken) return { kind: 'taken-before' };
  const content = readSealed(ledger, key, found);
  const change = async (item: MessageItem, taken: boolean): Promise<MessageItem | undefined> => {
    const next = { ...item, version: item.version + 1, writer: drawId(), taken };
    if (await store.writeMessage(key, next, item.version)) return next;
    // The answer to the first try may have got lost.
    return (await store.readMessage(key))?.writer === next.writer ? next : undefined;
  };
  const taken = await change(found, true);
  if (!taken) return { kind: 'taken-before' };
  return {
    kind: 'taken',
    content,
    async giveBack() {
      await change(taken, false);
    },
  };
}
