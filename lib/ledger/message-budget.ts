import type { MessageLimits } from '../flow/index.ts';
import type { MessageItem } from './message-item.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Clocks differ by less. */
const CLOCKS_DIFFER = 60_000;

/** What is remembered of messages that went out. */
export type MessageCounts = Pick<MessageItem, 'sentAt' | 'wholeAt' | 'day' | 'sentToday'>;

/** Whether another message may go out. */
export type MessageBudget =
  | { readonly allowed: true; readonly next: MessageCounts }
  /** `again`: from when on, in milliseconds since 1970. */
  | { readonly allowed: false; readonly again: number };

/**
 * Judges whether another message may go out to one user by one challenge: so many at once, then one more every so often; so
 * many a day, then one an hour; never two within the pause.
 *
 * `wholeAt` is the time at which all that was spent is there again: each message puts it off by `every`.
 */
export function budgetFor(
  known: MessageCounts | undefined,
  { burst, every, perDay, pause }: Pick<MessageLimits, 'burst' | 'every' | 'perDay' | 'pause'>,
  now: number,
): MessageBudget {
  const step = every * 1000;
  const today = Math.floor(now / DAY);
  const sentAt = passed(known, now);
  // Of a clock that was ahead nothing is believed: it would hold up all until its time comes.
  const { wholeAt: until = now, day, sentToday: sent = 0 } = (sentAt !== undefined && known) || {};
  // No budget is spent further than that.
  const wholeAt = Math.min(Math.max(until, now), now + burst * step);
  const sentToday = day === today ? sent : 0;
  // After the day's last one it is an hour, unless the day is over before.
  const ofToday = sentToday >= perDay ? Math.min((sentAt ?? now) + HOUR, (today + 1) * DAY) : now;
  const again = Math.max(ofToday, (sentAt ?? now - pause * 1000) + pause * 1000, wholeAt - (burst - 1) * step);
  if (again > now) return { allowed: false, again };
  return { allowed: true, next: { sentAt: now, wholeAt: wholeAt + step, day: today, sentToday: sentToday + 1 } };
}

/** When the last one went out, by this clock. Undefined: none did, or by a clock that was ahead. */
export const passed = (known: Pick<MessageItem, 'sentAt'> | undefined, now: number): number | undefined =>
  known && known.sentAt <= now + CLOCKS_DIFFER ? Math.min(known.sentAt, now) : undefined;
