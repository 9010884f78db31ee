import { demand, demandMembers, demandWhole } from './errors.ts';
import type { Channel } from './needs.ts';

/**
 * How many messages go out, whatever the sign-in: to one user by one challenge, to one destination, and to all. Where none may,
 * and none is alive, the user is asked as ever, nothing is sent, and the client hears when the next one may go.
 *
 * @example
 * limits: { messages: { perDay: 10 } }
 */
export interface MessageLimits {
  /** Messages to one user one after another. 1 to 100. @default 5 */
  readonly burst: number;
  /** Seconds after which one more may go. 1 to 86,400. @default 600 */
  readonly every: number;
  /** Messages to one user a day; then one an hour. 1 to 1,000. @default 20 */
  readonly perDay: number;
  /** Messages to one destination an hour, of whichever users. Nobody is told that there were more. 1 to 10,000. @default 20 */
  readonly perDestination: number;
  /** Messages to all users an hour. Nobody is told that there were more. 1 to 10 ** 9. @default - as many as there are; must be stated where the sender is sms */
  readonly perHour?: number;
  /** Seconds between two messages to one user, at least. 1 to 3,600. @default 30 */
  readonly pause: number;
  /** Seconds during which a fresh sign-in takes the message that went out, instead of another one. 0 to `lifetime`. @default 30 */
  readonly share: number;
  /** Seconds that a message can be answered: what it brings must be valid as long. 60 to 86,400. @default 600 */
  readonly lifetime: number;
}

const BOUNDS: Readonly<Record<keyof MessageLimits, readonly [number, number]>> = {
  burst: [1, 100],
  every: [1, 86_400],
  perDay: [1, 1000],
  perDestination: [1, 10_000],
  perHour: [1, 10 ** 9],
  pause: [1, 3600],
  share: [0, 86_400],
  lifetime: [60, 86_400],
};

const DEFAULTS = { burst: 5, every: 600, perDay: 20, perDestination: 20, pause: 30, lifetime: 600 };

/**
 * Completes the limits of a challenge's messages.
 *
 * @throws FlowDefinitionError unless they make sense
 */
export function takeMessageLimits(given: Partial<MessageLimits>, senders: readonly Channel[] = []): MessageLimits {
  const names = Object.keys(BOUNDS) as (keyof MessageLimits)[];
  demandMembers('limits.messages', given, names);
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const taken: MessageLimits = { ...DEFAULTS, share: Math.min(30, given.lifetime ?? DEFAULTS.lifetime), ...stated };
  for (const name of names) {
    const value = taken[name];
    if (value !== undefined) demandWhole(`limits.messages.${name}`, value, ...BOUNDS[name]);
  }
  demand(taken.share <= taken.lifetime, 'limits.messages.share must be no longer than lifetime', taken);
  demand(
    taken.perHour !== undefined || !senders.includes('sms'),
    'limits.messages.perHour must say how many text messages go out in an hour at most, to all users: each one costs',
    given,
  );
  return taken;
}
