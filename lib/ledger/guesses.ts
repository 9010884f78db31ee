import { type ChallengeLimits, type GuessLimits, KNOWN_FOR, waitAfter } from '../flow/index.ts';
import { devicePk, guessesPk, type LedgerSubject, offeredDevice, usedPk } from './keys.ts';
import type { OpenLedger } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';

/** How long it is known that something was used up, in seconds. */
const USED_FOR = 86_400;

const secondsOf = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/** An answer that is to be judged. */
export interface Guess {
  readonly subject: LedgerSubject;
  readonly limits: ChallengeLimits;
  /** The round that it answers: the same for a trigger that Cognito invokes again, another for each other round. */
  readonly round: string;
  /** The secret of the device that answers. Absent: it has none. */
  readonly device?: string | undefined;
  /** The message that it answers: a right answer uses it up, whatever else. Absent: none. */
  readonly message?: string | undefined;
  readonly now: () => number;
}

/** What a challenge made of an answer. */
export interface JudgedAnswer {
  readonly right: boolean;
  /** What a right one used up. Absent: nothing. */
  readonly once?: string;
}

/** What became of an answer. */
export type GuessOutcome =
  /** `error`: the wrong answers before it could not be forgotten. */
  | { readonly kind: 'right'; readonly error?: unknown }
  | { readonly kind: 'wrong' }
  /** Too many were wrong: it wasn't looked at. */
  | { readonly kind: 'locked' }
  /** It was right, and what it used up had been used by another round. */
  | { readonly kind: 'used' };

/**
 * Judges an answer: it counts as wrong before it is looked at, and only the proof that it is right takes that back. So of
 * answers that come at once no more are judged than of those that come one by one, and whoever breaks off has used one up.
 *
 * Reserve, judge, claim, reset, in this order alone: judged first, a burst of guesses is judged before any of them counts;
 * reset before the claim, a code that was used forgives wrong answers.
 *
 * A device that gave a right answer has as many wrong ones of its own as are free: strangers can't use them up. After them it is a
 * stranger too, until it gives a right one. A right answer of a device forgives strangers nothing.
 *
 * @param judge looks at the answer
 * @throws LedgerUnavailableError; whatever `judge` throws. The answer counts as wrong then.
 */
export async function judgeGuess(
  ledger: OpenLedger,
  guess: Guess,
  judge: () => Promise<JudgedAnswer>,
): Promise<GuessOutcome> {
  const { keys, store } = ledger;
  const { subject, limits, round, message, now } = guess;
  const reserved = limits.guesses ? await reserve(ledger, guess, limits.guesses) : 'uncounted';
  if (reserved === undefined) return { kind: 'locked' };
  const { right, once } = await judge();
  if (!right) return { kind: 'wrong' };
  const ttl = secondsOf(now()) + USED_FOR;
  for (const each of [message, once]) {
    if (each !== undefined && !(await store.claim(usedPk(keys, subject, each), { by: round, ttl })))
      return { kind: 'used' };
  }
  if (reserved === 'uncounted') return { kind: 'right' };
  try {
    await forgive(ledger, guess, reserved);
  } catch (error) {
    // What it used up is used: to refuse it now would cost the user a code.
    return { kind: 'right', error };
  }
  return { kind: 'right' };
}

/** Where a guess is counted: by its device, or with everybody's. Undefined: it may not be judged. */
async function reserve(
  { keys, store }: OpenLedger,
  { subject, round, device, now }: Guess,
  limits: GuessLimits,
): Promise<'device' | 'open' | undefined> {
  // One that this very round offered isn't known yet.
  if (device !== undefined && device !== offeredDevice(keys, round)) {
    const guess = { free: limits.free, after: knownAfter(now()) };
    if (await store.countKnown(devicePk(keys, subject, device), guess)) return 'device';
  }
  return (await reserveGuess(store, guessesPk(keys, subject), limits, now())) ? 'open' : undefined;
}

/** Forgets wrong answers after a right one, and knows its device. */
async function forgive(
  { keys, store }: OpenLedger,
  { subject, device, now }: Guess,
  reserved: 'device' | 'open',
): Promise<void> {
  const known = { since: now(), ttl: secondsOf(now()) + KNOWN_FOR };
  await Promise.all([
    reserved === 'open' && store.reset(guessesPk(keys, subject)),
    device !== undefined && store.know(devicePk(keys, subject, device), known),
  ]);
}

/** A device is known for so long after its last right answer. */
const knownAfter = (now: number): number => now - KNOWN_FOR * 1000;

/** Counts an answer that is about to be judged. False: it may not be. */
async function reserveGuess(store: LedgerStore, pk: string, limits: GuessLimits, now: number): Promise<boolean> {
  const ttl = secondsOf(now) + KNOWN_FOR;
  const { free } = limits;
  if (await store.count(pk, { free, ttl })) return true;
  const known = await store.read(pk);
  // Somebody answered right in between.
  if (known.fails < free) return store.count(pk, { free, ttl });
  if (known.until > now) return false;
  // The wait begins before the answer is judged: of those that come at its end, one is.
  const next = { fails: known.fails + 1, until: now + waitAfter(known.fails, limits) * 1000 };
  return store.lock(pk, { known, next, now, ttl });
}

/** How long a user must wait, as the next round tells it. */
export interface Wait {
  /** Seconds until an answer is judged. Absent: at once. */
  readonly retryAfter?: number;
  /**
   * Whether the answer before, if there was one, may not have been judged. Since each that is judged now begins a wait, it can't
   * be told apart from one that came too early: neither is called wrong.
   */
  readonly waiting: boolean;
  /** Whether the device is known, and has wrong answers left. Absent: it isn't. */
  readonly isKnown?: true;
}

/** Tells how long a user must wait. A device that is known doesn't, as long as it has wrong answers left. */
export async function readWait(
  { keys, store }: OpenLedger,
  { subject, limits: { guesses }, device, now }: Omit<Guess, 'round'>,
): Promise<Wait> {
  if (!guesses) return { waiting: false };
  const [{ fails, until }, own] = await Promise.all([
    store.read(guessesPk(keys, subject)),
    device === undefined ? undefined : store.read(devicePk(keys, subject, device)),
  ]);
  if (own?.since !== undefined && own.since > knownAfter(now()) && own.fails < guesses.free) {
    return { waiting: false, isKnown: true };
  }
  const left = Math.ceil((until - now()) / 1000);
  return { waiting: fails >= guesses.free && until > 0, ...(left > 0 && { retryAfter: left }) };
}
