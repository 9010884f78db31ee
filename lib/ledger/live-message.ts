import { randomBytes } from 'node:crypto';
import type { CreatedChallenge, Message, MessageLimits } from '../flow/index.ts';
import { LedgerUnavailableError } from './errors.ts';
import { destinationPk, everyonePk, type LedgerSubject, messagePk, usedPk } from './keys.ts';
import type { OpenLedger } from './ledger.ts';
import { budgetFor, passed } from './message-budget.ts';
import type { MessageItem } from './message-item.ts';
import { NOTHING, type Poke } from './poke.ts';
import { seal, unseal } from './seal.ts';

/** What a round was made of, so that all who share its message answer the same. */
export type SharedRound = Pick<CreatedChallenge, 'parameters' | 'privateParameters' | 'state' | 'note'>;

/** What is sealed with a message. */
export interface SealedMessage {
  readonly challenge: string;
  readonly round: SharedRound;
  /** Whom it goes to. */
  readonly user: { readonly userName: string; readonly attributes: Readonly<Record<string, string>> };
  readonly userPoolId: string;
  /** Absent: a decoy's. Nothing is delivered. */
  readonly message?: Message;
}

/** A message as one ask of a challenge wants it. */
export interface MessageAsk {
  readonly subject: LedgerSubject;
  /** Whom it is for now: one that was made when they were otherwise isn't shared. */
  readonly user: SealedMessage['user'];
  readonly userNotFound: boolean;
  readonly limits: MessageLimits;
  readonly now: () => number;
  /** What is known of the message that went out last. */
  readonly known: MessageItem | undefined;
  /** Makes what is sent where another one may go out. Asked once at most. */
  make(): Promise<SealedMessage>;
  /** Has it delivered. */
  poke(poke: Poke): Promise<void>;
  /** The user asked for it again: no message that went out before will do. @default false */
  readonly again?: boolean;
}

/** What came of it. */
export type LiveMessage =
  /** `sentAgo`: in seconds. */
  | { readonly kind: 'shared'; readonly id: string; readonly round: SharedRound; readonly sentAgo: number }
  /** `isWithheld`: all the same it isn't delivered, as too many went there, or to all. Whoever asked isn't told. */
  | { readonly kind: 'sent'; readonly id: string; readonly round: SharedRound; readonly isWithheld: boolean }
  /** None may go out to this user, and none is alive. `resendAfter`: in seconds. */
  | { readonly kind: 'unsent'; readonly resendAfter: number };

const ID_BYTES = 12;
const HOUR = 3_600_000;
/** How often somebody else may have been first: each time their message is there to be shared. */
const TRIES = 4;

/** Draws what tells a message from every other: 16 characters. */
export const drawId = (): string => randomBytes(ID_BYTES).toString('base64url');

/**
 * Finds the message that a round is answered by: the one that is alive, shared by retries, tabs and fresh sign-ins; or another
 * one, which is written before it is delivered, so that of those who come at once one is first, and the others share.
 *
 * Asked for again, the one that is alive goes out once more while half of its life is left, or as long as it is shared; else another
 * one does. Neither before the pause is over, nor beyond the budget.
 *
 * What one user may be sent is told. What a destination may, or all together, isn't: of users that don't exist nothing is sent, so
 * whoever used that up could tell them from others.
 *
 * @throws LedgerUnavailableError; whatever `make` and `poke` throw
 */
export async function findLiveMessage(ledger: OpenLedger, ask: MessageAsk): Promise<LiveMessage> {
  const { keys, store } = ledger;
  const { subject, user, userNotFound, limits, poke, again = false } = ask;
  // An item holds whole numbers.
  const now = (): number => Math.floor(ask.now());
  const key = messagePk(keys, { ...subject, userNotFound });
  let { known } = ask;
  let made: SealedMessage | undefined;

  const share = async ({ item, content }: AliveMessage, at: number): Promise<LiveMessage> => {
    const { round, message } = content;
    // Whoever wrote it may have ended before it could be delivered. Taken or not: a decoy's never is, and must look alike.
    await poke({ key, id: message ? item.id : NOTHING });
    return {
      kind: 'shared',
      id: item.id,
      round,
      sentAgo: Math.max(1, Math.round((at - (passed(item, at) ?? at)) / 1000)),
    };
  };

  for (let attempt = 0; attempt < TRIES; attempt++) {
    const at = now();
    const alive = await readAlive(ledger, { key, subject, user }, known, at);
    const sentAt = passed(known, at);
    const isYoung = sentAt !== undefined && at - sentAt < limits.share * 1000;
    // After the first attempt somebody else was first, just now.
    if (alive && ((isYoung && !again) || attempt > 0)) return share(alive, at);
    const budget = budgetFor(known, limits, at);
    if (!budget.allowed) {
      if (alive && !again) return share(alive, at);
      return { kind: 'unsent', resendAfter: secondsUntil(budget.again, at) };
    }
    const isGood = (item: MessageItem) => isYoung || item.expiresAt - at > (limits.lifetime * 1000) / 2;
    // One that was withheld never went out.
    const goesAgain =
      again && alive && isGood(alive.item) && (userNotFound || alive.content.message) ? alive : undefined;
    if (!goesAgain) made ??= await ask.make();
    const wanted = goesAgain?.content ?? (made as SealedMessage);
    const counted = await count(ledger, ask, wanted, at);
    const { message, ...rest } = wanted;
    const isWithheld = message !== undefined && !counted.isWithin;
    const content: SealedMessage = isWithheld ? rest : wanted;
    const { id, expiresAt } = goesAgain?.item ?? { id: drawId(), expiresAt: at + limits.lifetime * 1000 };
    const item: MessageItem = {
      ...budget.next,
      ...{ version: (known?.version ?? 0) + 1, writer: drawId(), id, expiresAt, taken: false },
      sealed: seal(keys.sealed, key, content),
      ttl: Math.ceil(Math.max(expiresAt, budget.next.wholeAt, at + 24 * HOUR) / 1000) + 3600,
    };
    if (!(await store.writeMessage(key, item, known?.version))) {
      known = await store.readMessage(key);
      // Else it is ours, and the answer to the first try got lost.
      if (known?.writer !== item.writer) {
        // Of those who come at once one sends: what the others counted is nobody's.
        await counted.takeBack();
        continue;
      }
    }
    await poke({ key, id: content.message ? id : NOTHING });
    return { kind: 'sent', id, round: content.round, isWithheld };
  }
  throw new LedgerUnavailableError('others wrote the message again and again');
}

/** A message that can still be answered. */
interface AliveMessage {
  readonly item: MessageItem;
  readonly content: SealedMessage;
}

/** Reads a message that can still be answered: it is not over, nobody has used it, and its user is as they were. */
async function readAlive(
  ledger: OpenLedger,
  { key, subject, user }: Pick<MessageAsk, 'subject' | 'user'> & { readonly key: string },
  item: MessageItem | undefined,
  now: number,
): Promise<AliveMessage | undefined> {
  if (!item || item.expiresAt <= now || passed(item, now) === undefined) return undefined;
  const { keys, store } = ledger;
  if (await store.isClaimed(usedPk(keys, subject, item.id))) return undefined;
  const content = readSealed(ledger, key, item);
  // It went to the address that they had.
  return textOf(content.user.attributes) === textOf(user.attributes) ? { item, content } : undefined;
}

const textOf = (attributes: SealedMessage['user']['attributes']): string =>
  JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Counts a message to its destination, and to all: whether there are so few that it may go out, and how to take it back. */
async function count(
  { keys, store }: OpenLedger,
  { subject, limits }: MessageAsk,
  { message }: SealedMessage,
  at: number,
): Promise<{ readonly isWithin: boolean; takeBack(): Promise<unknown> }> {
  const { userPoolId, userName, challenge } = subject;
  const hour = Math.floor(at / HOUR);
  const ttl = (hour + 2) * 3600;
  // What goes nowhere has counts of its own: whoever asks for it can't use up what users have.
  const counts = { userPoolId, challenge, hour, isDecoy: message === undefined };
  const each = [
    { pk: destinationPk(keys, { ...counts, to: message?.to ?? userName }), most: limits.perDestination },
    ...(limits.perHour === undefined ? [] : [{ pk: everyonePk(keys, counts), most: limits.perHour }]),
  ];
  const spent = await Promise.all(each.map(({ pk, most }) => store.spend(pk, { most, ttl })));
  return {
    isWithin: spent.every(Boolean),
    takeBack: () => Promise.all(each.map(({ pk }, nth) => spent[nth] && store.refund(pk))),
  };
}

/** What a message's item holds. */
export const readSealed = ({ keys }: OpenLedger, key: string, { sealed }: MessageItem): SealedMessage =>
  // It was sealed here: nobody else has the key.
  unseal(keys.sealed, key, sealed) as SealedMessage;

const secondsUntil = (time: number, now: number): number => Math.max(1, Math.ceil((time - now) / 1000));
