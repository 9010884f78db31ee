import { hkdfSync } from 'node:crypto';
import { keyedHash } from '../protocol/keyed-hash.ts';

/** What is made of the ledger's key: one key for each use. */
export interface LedgerKeys {
  /** Hides what items are about. */
  readonly names: Uint8Array;
  /** Makes the values of decoys. */
  readonly decoys: Uint8Array;
  /** Encrypts messages. */
  readonly sealed: Uint8Array;
}

/** Makes the keys from the 32 bytes of the ledger's key. */
export function ledgerKeysOf(key: Uint8Array): LedgerKeys {
  const derived = (use: string) => new Uint8Array(hkdfSync('sha256', key, '', `countersign ${use}`, 32));
  return { names: derived('names'), decoys: derived('decoys'), sealed: derived('sealed') };
}

/** Who is remembered, at which challenge. */
export interface LedgerSubject {
  readonly userPoolId: string;
  /** As Cognito has it. Of nobody's name, one for all spellings that the pool takes for one. */
  readonly userName: string;
  /** The challenge's name. */
  readonly challenge: string;
}

/** What kind of item it is: one letter, by which policies tell what a function may touch. */
const GUESSES = 'g';
const USED = 'u';
const MESSAGE = 'm';
const DESTINATION = 'd';
const EVERYONE = 'e';

const pkOf = (
  { names }: Pick<LedgerKeys, 'names'>,
  kind: string,
  subject: LedgerSubject,
  ...more: string[]
): string => {
  const { userPoolId, userName, challenge } = subject;
  return kind + keyedHash(names, kind, userPoolId, userName, challenge, ...more).toString('base64url');
};

/** Where a user's wrong answers at a challenge are counted. */
export const guessesPk = (keys: Pick<LedgerKeys, 'names'>, subject: LedgerSubject): string =>
  pkOf(keys, GUESSES, subject);

/** Where the wrong answers of one device are counted. */
export const devicePk = (keys: Pick<LedgerKeys, 'names'>, subject: LedgerSubject, device: string): string =>
  pkOf(keys, GUESSES, subject, device);

/** The secret that a round offers a device to keep: made of the round's name, so that nothing need be kept of it. 22 characters. */
export const offeredDevice = ({ names }: Pick<LedgerKeys, 'names'>, round: string): string =>
  keyedHash(names, 'device', round).subarray(0, 16).toString('base64url');

/** Where it stands that something was used up: a code, a token. */
export const usedPk = (keys: Pick<LedgerKeys, 'names'>, subject: LedgerSubject, once: string): string =>
  pkOf(keys, USED, subject, once);

/** Where it stands what went out last to a user by a challenge. What nobody was sent is no user's, whatever name they take later. */
export const messagePk = (
  keys: Pick<LedgerKeys, 'names'>,
  subject: LedgerSubject & { readonly userNotFound: boolean },
): string => pkOf(keys, MESSAGE, subject, String(subject.userNotFound));

/** Messages that are counted together: those of a challenge within one hour. */
export interface CountedMessages {
  readonly userPoolId: string;
  readonly challenge: string;
  /** Since 1970. */
  readonly hour: number;
  /** Nothing was sent. */
  readonly isDecoy: boolean;
}

/** Where the messages to a destination are counted. */
export const destinationPk = (
  keys: Pick<LedgerKeys, 'names'>,
  { to, ...counted }: CountedMessages & { readonly to: string },
): string => countPk(keys, DESTINATION, counted, to);

/** Where the messages to all are counted. */
export const everyonePk = (keys: Pick<LedgerKeys, 'names'>, counted: CountedMessages): string =>
  countPk(keys, EVERYONE, counted);

const countPk = (
  { names }: Pick<LedgerKeys, 'names'>,
  kind: string,
  { userPoolId, challenge, hour, isDecoy }: CountedMessages,
  ...more: string[]
): string =>
  kind + keyedHash(names, kind, userPoolId, challenge, String(hour), String(isDecoy), ...more).toString('base64url');
