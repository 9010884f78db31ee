import type { Extra } from './extra.ts';
import { CHOICE, type Flow } from './flow.ts';
import type { RoundMetadata } from './metadata.ts';
import type { Round } from './progress.ts';

/** So often may a message be asked for again, or another choice, in one sign-in. */
export const MOST_EXTRAS = 4;
/** And in its first rounds alone: a session has room for so many that count for nothing. */
export const EXTRAS_WITHIN = 10;

/** A round that counts. */
export interface CountedRound extends Round {
  /** What was asked after it, in the session as it is: there stands what was picked. */
  readonly following?: RoundMetadata | undefined;
}

/** A sign-in's rounds without those in which something else than an answer was asked for. */
export interface CountedRounds {
  readonly rounds: readonly CountedRound[];
  /** Whether a message may be asked for again, or another choice, in the round that comes. */
  readonly mayRepeat: boolean;
  /** What the last round asked for instead of an answer, where that was possible. Whether it may be skipped, the flow's run tells. */
  readonly last?: Extra;
  /** Where that is `resend`: what was asked there. It goes on from it. */
  readonly resent?: RoundMetadata;
}

/**
 * Takes the rounds out of a session in which the user asked for something else than an answer. `resend` drops that round alone;
 * `back` drops all of its challenge, and the choice that led there; `skip` stays, and is marked.
 *
 * What earlier rounds asked for stands in the metadata of the round after each, where Create wrote it; of the last one this request
 * tells it. A round that was passed is never dropped, and what isn't possible is a wrong answer.
 *
 * @param instead what this request asks for instead of an answer
 */
export function withoutExtras(flow: Flow, all: readonly Round[], instead: Extra | undefined): CountedRounds {
  const rounds: CountedRound[] = [];
  let extras = 0;
  let last: Extra | undefined;
  let resent: RoundMetadata | undefined;
  const mayRepeat = (at: number): boolean => extras < MOST_EXTRAS && at < EXTRAS_WITHIN;

  for (const [at, round] of all.entries()) {
    const following = all[at + 1];
    const { asked } = round;
    [last, resent] = [undefined, undefined];
    const extra = following ? following.asked?.after : instead;
    if (asked && asked.name !== CHOICE && extra && !round.passed) {
      if (extra === 'skip') {
        rounds.push({ ...round, skipped: true, following: following?.asked });
        last = extra;
        continue;
      }
      const from = extra === 'back' ? choiceBefore(rounds, asked) : rounds.length;
      if (from !== undefined && mayRepeat(at) && (extra === 'back' || sendsMessages(flow, asked.name))) {
        rounds.length = from;
        extras++;
        last = extra;
        if (extra === 'resend') resent = asked;
        continue;
      }
    }
    rounds.push({ ...round, following: following?.asked });
  }
  return { rounds, mayRepeat: mayRepeat(all.length), ...(last && { last }), ...(resent && { resent }) };
}

/** Whether a challenge's message can be sent again. */
export const sendsMessages = ({ challenges }: Flow, name: string): boolean =>
  Object.hasOwn(challenges, name) && challenges[name]?.limits.messages !== undefined;

/** Where the choice stands by which a challenge was picked. Undefined: it wasn't picked. */
function choiceBefore(rounds: readonly CountedRound[], { name, index }: RoundMetadata): number | undefined {
  let at = rounds.length - 1;
  while (rounds[at]?.asked?.name === name && rounds[at]?.asked?.index === index) at--;
  const choice = rounds[at];
  return choice?.passed && choice.asked?.name === CHOICE && choice.asked.index === index - 1 ? at : undefined;
}
