import { isRecord } from '../protocol/is-record.ts';
import { LedgerUnavailableError } from './errors.ts';
import type { MessageItem } from './message-item.ts';

/** A value as DynamoDB's API writes it. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean };

/** A text. */
export const text = (value: string) => ({ S: value });
/** A number. */
export const number = (value: number) => ({ N: String(value) });

/** The attributes of a message's item, without its key. Their names are short: they are paid for, each time. */
export const writeMessageAttributes = (item: MessageItem): Readonly<Record<string, AttributeValue>> => ({
  v: number(item.version),
  w: text(item.writer),
  id: text(item.id),
  sentAt: number(item.sentAt),
  expiresAt: number(item.expiresAt),
  taken: { BOOL: item.taken },
  tat: number(item.wholeAt),
  day: number(item.day),
  sent: number(item.sentToday),
  sealed: { B: Buffer.from(item.sealed).toString('base64') },
  ttl: number(item.ttl),
});

/**
 * Reads what can't be anything else than a message's item.
 *
 * @throws LedgerUnavailableError
 */
export function readMessageAttributes(item: unknown): MessageItem {
  const attributes = isRecord(item) ? item : {};
  return {
    version: countIn(attributes.v),
    writer: textIn(attributes.w),
    id: textIn(attributes.id),
    sentAt: countIn(attributes.sentAt),
    expiresAt: countIn(attributes.expiresAt),
    taken: memberOf(attributes.taken, 'BOOL', (value) => typeof value === 'boolean') as boolean,
    wholeAt: countIn(attributes.tat),
    day: countIn(attributes.day),
    sentToday: countIn(attributes.sent),
    sealed: Buffer.from(memberOf(attributes.sealed, 'B', isText) as string, 'base64'),
    ttl: countIn(attributes.ttl),
  };
}

/** Reads a number that counts something, or is a time. */
export function countIn(value: unknown): number {
  const count = Number(memberOf(value, 'N', isText));
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw unreadable();
}

const textIn = (value: unknown): string => memberOf(value, 'S', isText) as string;

const isText = (value: unknown): boolean => typeof value === 'string';

function memberOf(value: unknown, type: string, holds: (value: unknown) => boolean): unknown {
  const member = isRecord(value) ? value[type] : undefined;
  if (holds(member)) return member;
  throw unreadable();
}

const unreadable = (): LedgerUnavailableError =>
  new LedgerUnavailableError("an item of the ledger's table can't be read");
