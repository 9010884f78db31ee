import { demandMembers } from './errors.ts';
import { type Guessed, type GuessLimits, takeGuessLimits } from './guess-limits.ts';
import { type MessageLimits, takeMessageLimits } from './message-limits.ts';
import type { ChallengeNeeds } from './needs.ts';

/** What is remembered of a challenge's answers from one sign-in to the next. */
export interface ChallengeLimits {
  /** False: wrong answers aren't counted. */
  readonly guesses: GuessLimits | false;
  /** Absent: what it sends, if anything, it sends itself. */
  readonly messages?: MessageLimits;
}

/** What a challenge may say of its limits. What it leaves out has its default. */
export interface LimitOptions {
  /**
   * False: wrong answers aren't counted. Only where a guess is hopeless, `answers` of 2 ** 64 or more, or proves nothing, the
   * factor `none`.
   *
   * @default - each member as {@link GuessLimits} says; false where the factor is none
   */
  readonly guesses?: Partial<GuessLimits> | false;
  /**
   * `create` returns a message, and `deliver` sends it, in a function of its own. Each member as {@link MessageLimits} says: `{}`
   * will do.
   *
   * @default - it sends itself, or nothing
   */
  readonly messages?: Partial<MessageLimits>;
}

/** What limits depend on. */
interface Limited extends Guessed {
  readonly needs?: Pick<ChallengeNeeds, 'senders'>;
}

/**
 * Completes the limits of a challenge. What it gives it also takes, and leaves as it is.
 *
 * @throws FlowDefinitionError unless they make sense
 */
export function takeLimits(limits: LimitOptions = {}, limited: Limited): ChallengeLimits {
  demandMembers('limits', limits, ['guesses', 'messages']);
  const { guesses, messages } = limits;
  return {
    guesses: takeGuessLimits(guesses, limited),
    ...(messages !== undefined && { messages: takeMessageLimits(messages, limited.needs?.senders) }),
  };
}
