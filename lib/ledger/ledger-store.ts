import type { MessageItem } from './message-item.ts';

/** The wrong answers of one user at one challenge. */
export interface Bucket {
  /** In a row; those that are being judged included. */
  readonly fails: number;
  /** Until when no answer is judged, in milliseconds since 1970. 0: since ever. */
  readonly until: number;
  /** Of a known device: when its last right answer was given, in milliseconds since 1970. */
  readonly since?: number;
}

/** A guess of a device, if it is known. */
export interface DeviceGuess {
  readonly free: number;
  /** The device is known whose last right answer was given after that, in milliseconds since 1970. */
  readonly after: number;
}

/** A wait that begins. */
export interface Lock {
  /** What must be known for it to begin: nobody else has begun one, and the last one is over. */
  readonly known: Bucket;
  /** What is known from then on. */
  readonly next: Bucket;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ttl: number;
}

/**
 * The ledger's table, as twelve requests. Each happens at once or not at all, and sees all that happened before. `ttl` is in
 * seconds since 1970: an item may be forgotten from then on.
 *
 * Each rejects with a LedgerUnavailableError where it isn't known to have happened. It may have.
 */
export interface LedgerStore {
  /** Counts a wrong answer, unless there are as many as `free` already. False: it isn't counted. */
  count(pk: string, counted: { readonly free: number; readonly ttl: number }): Promise<boolean>;
  read(pk: string): Promise<Bucket>;
  /** Begins a wait. False: something else is known by now. */
  lock(pk: string, lock: Lock): Promise<boolean>;
  /** Claims what can be used once. False: another round has it. */
  claim(pk: string, claim: { readonly by: string; readonly ttl: number }): Promise<boolean>;
  /** Counts a wrong answer of a device that is known, unless there are as many as `free` already. False: it isn't counted. */
  countKnown(pk: string, guess: DeviceGuess): Promise<boolean>;
  /** Knows a device from now on, with no wrong answer. `since`: milliseconds since 1970. */
  know(pk: string, known: { readonly since: number; readonly ttl: number }): Promise<void>;
  /** Forgets wrong answers. */
  reset(pk: string): Promise<void>;
  /** Whether it was used. */
  isClaimed(pk: string): Promise<boolean>;
  /** Counts one, unless there are as many as `most` already. False: it isn't counted. */
  spend(pk: string, spent: { readonly most: number; readonly ttl: number }): Promise<boolean>;
  /** Takes one back that was counted. */
  refund(pk: string): Promise<void>;
  readMessage(pk: string): Promise<MessageItem | undefined>;
  /** Writes a message whole. False: another version is there than `known`; undefined: than none. */
  writeMessage(pk: string, item: MessageItem, known: number | undefined): Promise<boolean>;
}
