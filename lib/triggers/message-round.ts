import type { Challenge, CreatedChallenge, Message, MessageLimits } from '../flow/index.ts';
import { readWait, type Wait } from '../ledger/guesses.ts';
import { type LedgerSubject, messagePk, usedPk } from '../ledger/keys.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import { findLiveMessage, type LiveMessage, type SealedMessage } from '../ledger/live-message.ts';
import type { MessageItem } from '../ledger/message-item.ts';
import { NOTHING } from '../ledger/poke.ts';
import { readKept } from './kept-message.ts';
import type { Messenger } from './messenger.ts';

/** What a round tells of its message. */
export interface RoundMessage {
  /** Tells it from every other: a right answer uses it up. Or {@link NOTHING}: no answer is right. */
  readonly id: string;
  /** It went out so many seconds ago, for another sign-in. Absent: it goes out for this one. */
  readonly sentAgo?: number;
  /** None went out: one may in so many seconds. */
  readonly resendAfter?: number;
}

/** What a round is made with, of a challenge whose messages are delivered apart. */
export interface MessageRoundParts {
  readonly challenge: Challenge;
  readonly messages: MessageLimits;
  readonly ledger: OpenLedger;
  readonly subject: LedgerSubject;
  readonly now: () => number;
  readonly messenger: Messenger;
  /** What the last round of this ask kept: {@link keepMessage}. */
  readonly kept: string | undefined;
  /** The user asked for the message again. */
  readonly again: boolean;
  /** The secret of the device that answers. */
  readonly device: string | undefined;
  /** What the challenge's handlers see of the user, and its pool. */
  readonly user: SealedMessage['user'];
  readonly userNotFound: boolean;
  readonly userPoolId: string;
  /** Makes a round: `create`, of a user that doesn't exist `decoy`. */
  make(state: string | undefined): Promise<CreatedChallenge>;
  /** Makes what no answer is right for. */
  decoy(state: string | undefined): Promise<CreatedChallenge>;
}

/** A round, and what it tells of its message. */
export interface MessageRound {
  readonly created: CreatedChallenge;
  readonly wait: Wait;
  readonly message: RoundMessage;
}

/**
 * Makes the round of a challenge whose messages are delivered apart. `create` runs where a message may go out, and on repeats; else
 * the round is what the live message was made with.
 *
 * @throws LedgerUnavailableError, DeliveryUnavailableError; whatever the challenge throws
 */
export async function makeMessageRound(parts: MessageRoundParts): Promise<MessageRound> {
  const { challenge, ledger, subject, userNotFound, now, kept, make, again, device } = parts;
  const { keys, store } = ledger;
  const guess = { subject, limits: challenge.limits, device, now };
  const readKnown = () => store.readMessage(messagePk(keys, { ...subject, userNotFound }));
  const { id, state } = readKept(kept);
  const isBegun = id !== undefined && id !== NOTHING;
  // What nothing was sent for is asked anew.
  if (!isBegun || again) {
    // Before anything is made: where the ledger can't be read, nobody gets in, so nothing is sent either.
    const [wait, known] = await Promise.all([readWait(ledger, guess), readKnown()]);
    // What strangers asked for in a day holds up no device of the user's own.
    const messages = again && wait.isKnown ? { ...parts.messages, perDay: Number.POSITIVE_INFINITY } : parts.messages;
    const asked = { ...parts, messages, again: again && isBegun };
    const found = await findMessage(asked, known, () => make(undefined));
    if (!isBegun || found.live.kind !== 'unsent') return { wait, ...(await roundOf(parts, found)) };
    const [before, isUsed] = await Promise.all([make(state), store.isClaimed(usedPk(keys, subject, id))]);
    if (isOver(before) || isUsed) return { wait, ...(await roundOf(parts, found)) };
    // Nothing went out: what went out before is as good as it was.
    const { resendAfter } = found.live;
    return { wait, created: { ...before, note: 'message-budget' }, message: { id, resendAfter } };
  }
  const [wait, isUsed] = await Promise.all([readWait(ledger, guess), store.isClaimed(usedPk(keys, subject, id))]);
  const created = await make(state);
  if (!isOver(created)) {
    return { wait, message: { id }, created: isUsed ? { ...created, retry: 'used' } : created };
  }
  const found = await roundOf(parts, await findMessage(parts, await readKnown(), async () => created));
  const { retry } = created;
  return { wait, ...found, created: { ...found.created, ...(retry !== undefined && { retry }) } };
}

/** Whether what was sent before is over, so that another message follows. Nobody sends a decoy's: its word is what tells. */
const isOver = ({ message, retry }: CreatedChallenge): boolean => message !== undefined || retry === 'expired';

interface FoundMessage {
  readonly live: LiveMessage;
  /** Makes what is sent, once, however often it is asked for. */
  make(): Promise<CreatedChallenge>;
  /** Whether it was made. */
  isMade(): boolean;
}

async function findMessage(
  { ledger, subject, messages, now, messenger, user, userNotFound, userPoolId, again }: MessageRoundParts,
  known: MessageItem | undefined,
  makeNew: () => Promise<CreatedChallenge>,
): Promise<FoundMessage> {
  let created: Promise<CreatedChallenge> | undefined;
  const make = (): Promise<CreatedChallenge> => {
    created ??= makeNew();
    return created;
  };
  const live = await findLiveMessage(ledger, {
    ...{ subject, user, userNotFound, limits: messages, now, known, again, poke: messenger },
    async make() {
      const { parameters, privateParameters, state, note, message } = await make();
      const round = { parameters, privateParameters, state, note } as SealedMessage['round'];
      return { challenge: subject.challenge, round, user, userPoolId, ...(message && { message: message as Message }) };
    },
  });
  return { live, make, isMade: () => created !== undefined };
}

/** The round that a message makes, or that there is without one. */
async function roundOf(
  { decoy }: Pick<MessageRoundParts, 'decoy'>,
  { live, make, isMade }: FoundMessage,
): Promise<Omit<MessageRound, 'wait'>> {
  const { error } = isMade() ? await make() : {};
  const failed = error === undefined ? {} : { error };
  if (live.kind === 'unsent') {
    // It looks as ever, and no answer is right: Verify knows it by its id. The next round begins anew.
    const [{ parameters }, { privateParameters = {} }] = await Promise.all([make(), decoy(undefined)]);
    return {
      created: { parameters, privateParameters, note: 'message-budget', ...failed },
      message: { id: NOTHING, resendAfter: live.resendAfter },
    };
  }
  const { id, round } = live;
  return {
    created: { ...round, ...(live.kind === 'sent' && live.isWithheld && { note: 'message-budget' }), ...failed },
    message: { id, ...(live.kind === 'shared' && { sentAgo: live.sentAgo }) },
  };
}
