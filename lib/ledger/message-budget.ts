import type { MessageLimits } from '../flow/index.ts';
import type { MessageItem } from './message-item.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Clocks differ: a time further ahead is none that passed. */
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
  // No budget is spent further than that: what says so is of another clock.
  const wholeAt = Math.min(Math.max(known?.wholeAt ?? now, now), now + burst * step);
  const sentToday = known?.day === today ? known.sentToday : 0;
  const sentAt = passed(known, now);
  // After the day's last one it is an hour, unless the day is over before.
  const ofToday = sentToday >= perDay ? Math.min((sentAt ?? now) + HOUR, (today + 1) * DAY) : now;
  const again = Math.max(ofToday, (sentAt ?? now - pause * 1000) + pause * 1000, wholeAt - (burst - 1) * step);
  if (again > now) return { allowed: false, again };
  return { allowed: true, next: { sentAt: now, wholeAt: wholeAt + step, day: today, sentToday: sentToday + 1 } };
}

/** When the last one went out, by this clock. */
export const passed = (known: Pick<MessageItem, 'sentAt'> | undefined, now: number): number | undefined =>
  known && (known.sentAt > now + CLOCKS_DIFFER ? now : Math.min(known.sentAt, now));
