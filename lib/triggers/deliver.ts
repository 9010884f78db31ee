import { setTimeout as wait } from 'node:timers/promises';
import type { Challenge, DeliverContext, Flow, Message } from '../flow/index.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import type { Poke } from '../ledger/poke.ts';
import { takeMessage } from '../ledger/take-message.ts';
import { isCoded } from '../protocol/coded-error.ts';
import { ChallengeOutputError } from './errors.ts';
import type { LedgerInvocation } from './open-ledger.ts';
import type { Surroundings } from './options.ts';
import type { LogEntry } from './outcome.ts';
import type { NamedUser } from './request.ts';

/** How often a message is tried that certainly wasn't sent. */
const TRIES = 3;
/** Milliseconds between two tries; at random, up to twice as long. */
const PAUSE = 250;
/** Milliseconds that a try must have left. */
const RESERVE = 2000;

/** What became of a message. */
export interface Delivery {
  readonly entry: LogEntry;
  /** Whom it was for, where that is known. */
  readonly user: NamedUser;
  /** Why it isn't known to have been sent. */
  readonly error?: unknown;
}

/** Where it isn't known whom it was for. */
export const NOBODY: NamedUser = { userPoolId: '', user: { userName: '' } };

/**
 * Delivers a message, unless somebody else does or did. What certainly wasn't sent is tried again, and in the end given back;
 * what may have been sent never is.
 *
 * @throws LedgerUnavailableError
 */
export async function deliverMessage(
  flow: Flow,
  poke: Poke,
  { signal, left }: LedgerInvocation,
  surroundings: Surroundings,
  ledger: OpenLedger,
): Promise<Delivery> {
  const { now, fetch, environment, watchAttributes } = surroundings;
  const found = await takeMessage(ledger, poke, now);
  if (found.kind !== 'taken') return { entry: { decision: 'nothing', reason: found.kind }, user: NOBODY };
  const { challenge: name, message, user, userPoolId } = found.content;
  const named = { userPoolId, user };
  if (!message) return { entry: { decision: 'nothing', challenge: name, reason: 'decoy' }, user: named };
  const attributes = watchAttributes ? watchAttributes(name, user.attributes, user.attributes) : user.attributes;
  const context: DeliverContext = { user: { ...user, attributes }, userPoolId, now, signal, fetch, environment };
  for (let attempt = 1; ; attempt++) {
    const entry = { challenge: name, attempt };
    try {
      await send(flow.challenges[name], name, context, message);
      return { entry: { decision: 'deliver', ...entry }, user: named };
    } catch (error) {
      const failed: Delivery = { entry: { decision: 'fail', ...entry }, user: named, error };
      if (!isNotSent(error)) return failed;
      if (attempt === TRIES || left() < RESERVE) {
        await found.giveBack();
        return failed;
      }
    }
    await wait(PAUSE * attempt * (1 + Math.random()));
  }
}

async function send(
  challenge: Challenge | undefined,
  name: string,
  context: DeliverContext,
  message: Message,
): Promise<void> {
  const handlers = await challenge?.load();
  if (typeof handlers?.deliver !== 'function') {
    throw new ChallengeOutputError(`${name} has no function deliver, and limits.messages`);
  }
  await handlers.deliver(context, message);
}

/** Whether a message certainly wasn't sent. By its code: an author may have another copy of the class. */
const isNotSent = (error: unknown): boolean =>
  error instanceof Error && isCoded(error) && error.code === 'message-not-sent';
