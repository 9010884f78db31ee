import type { StringMap } from './challenge.ts';
import type { FlowRunError } from './errors.ts';
import type { Extra } from './extra.ts';
import type { Flow } from './flow.ts';
import type { RoundMetadata } from './metadata.ts';
import type { Position } from './position.ts';
import { MOST_ROUNDS, type Progress, readSession } from './progress.ts';
import { questionsAbout, questionsAboutUnknown } from './questions.ts';
import type { RefusalReason } from './refusal-reason.ts';
import { type NumberedAsk, run, type Settlement, type World } from './run.ts';
import { type CountedRounds, sendsMessages, withoutExtras } from './without-extras.ts';

/** Ask a challenge, or let the user pick one. */
export interface AskDecision {
  readonly kind: 'ask';
  /** The challenge's name, or `choose`. */
  readonly name: string;
  /** Which ask of the flow it is, from 0. */
  readonly index: number;
  /** Which attempt at this ask comes now, from 1. */
  readonly attempt: number;
  /** How many answers may still be given, this one included. */
  readonly attemptsLeft: number;
  /** What the user picked before. */
  readonly picks: readonly string[];
  /** What there is to pick, in a choice. */
  readonly options?: readonly string[];
  /** The state that the previous attempt at this very ask left. */
  readonly state?: string;
  /** What the user may ask for instead of answering. */
  readonly can: readonly Extra[];
  /** What the user asked for in the round before, instead of answering it: it led here. */
  readonly after?: Extra;
  /** What Create keeps for Verify. */
  readonly position: Position;
}

/** What Define answers. */
export type Decision =
  | AskDecision
  /** Let Cognito check the password: PASSWORD_VERIFIER. */
  | { readonly kind: 'password' }
  | { readonly kind: 'tokens' }
  /**
   * `reason` is for the log only: a {@link RefusalReason}, a {@link FlowFault}, or the flow's own word. `error`: the
   * flow's code is at fault.
   */
  | { readonly kind: 'refuse'; readonly reason: string; readonly error?: FlowRunError };

/** What a replay knows of the user and of this request. */
export interface ReplayContext {
  readonly userAttributes: StringMap;
  /** Cognito's `userNotFound === true`. */
  readonly userNotFound: boolean;
  /** `ClientMetadata.choice` of this request: read only while a choice is the session's last entry. */
  readonly choice?: string | undefined;
  /** `ClientMetadata.instead` of this request: read only where the session's last entry was not passed. */
  readonly instead?: Extra | undefined;
}

const refuse = (reason: RefusalReason): Decision => ({ kind: 'refuse', reason });

/**
 * Replays a flow against Cognito's session: what Define and Create do. Pure, synchronous, and it never throws.
 *
 * @example
 * replay(signIn, [], { userAttributes: { email: 'alice@example.com' }, userNotFound: false });
 * // { kind: 'ask', name: 'emailOtp', attempt: 1, … }
 */
export function replay(flow: Flow, session: unknown, context: ReplayContext): Decision {
  const progress = readSession(session);
  return typeof progress === 'string' ? refuse(progress) : replayProgress(flow, progress, context);
}

/** Replays a flow against a sign-in's progress: what Verify does with the position that Create kept. */
export function replayProgress(flow: Flow, progress: Progress, context: ReplayContext): Decision {
  const counted = withoutExtras(flow, progress.rounds, progress.endsInOwnStep ? undefined : context.instead);
  if (counted.rounds.length > MOST_ROUNDS) return refuse('too-many-rounds');
  const { world, leftOver, passwordUnasked } = worldOf(flow, progress, counted, context);
  const outcome = run(flow, world);
  switch (outcome.kind) {
    case 'broken':
      return { kind: 'refuse', reason: outcome.error.fault, error: outcome.error };
    case 'refused':
      return { kind: 'refuse', reason: outcome.reason };
    case 'pending':
      return outcome.pending;
    case 'returned':
      if (leftOver()) return refuse('session-goes-on');
      if (passwordUnasked()) return refuse('password-not-asked');
      if (context.userNotFound) return refuse('no-such-user');
      return outcome.proven.size < flow.factors ? refuse('factors-missing') : { kind: 'tokens' };
  }
}

/** The world that a sign-in's progress makes: each ask is settled by the rounds that answered it. */
function worldOf(
  flow: Flow,
  progress: Progress,
  { rounds, mayRepeat, last, resent }: CountedRounds,
  { userAttributes, userNotFound, choice }: ReplayContext,
) {
  const { password } = progress;
  let next = 0;
  let wasSkipped = false;
  let passwordAsked = false;
  const passwordUnasked = (): boolean => password === 'passed' && !passwordAsked;
  const refused = (reason: RefusalReason): Settlement<Decision> => ({ kind: 'refused', reason });

  /** Whether the next round answered this very ask, with these very choices before it. */
  const answers = (ask: NumberedAsk): boolean => {
    const asked = rounds[next]?.asked;
    return asked ? keyOf(asked) === keyOf(ask) : progress.picks !== undefined;
  };

  const pick = (picksBefore: number): string | undefined => {
    if (progress.picks) return progress.picks[picksBefore];
    const following = rounds[next - 1]?.following;
    return following ? following.picks[picksBefore] : choice;
  };

  const pending = ({ attempts, mayFail, picked, ...ask }: NumberedAsk, attempted: number): Settlement<Decision> => {
    if (rounds.length >= MOST_ROUNDS) return refused('too-many-rounds');
    if (passwordUnasked()) return refused('password-not-asked');
    const { name, picks } = ask;
    if (resent && keyOf(resent) !== keyOf(ask)) return refused('session-differs');
    const before = attempted > 0 ? rounds[next - 1]?.asked : undefined;
    const state = (resent ?? before)?.state;
    const after = last !== 'skip' || wasSkipped ? last : undefined;
    const can: readonly (Extra | false | undefined)[] = [
      mayRepeat && sendsMessages(flow, name) && 'resend',
      mayRepeat && picked && 'back',
      mayFail && 'skip',
    ];
    const results = rounds.map(({ passed, skipped }) => ({ passed, ...(skipped && { skipped }) }));
    const position = { name, progress: { password, rounds: results, picks } };
    return {
      kind: 'pending',
      pending: {
        kind: 'ask',
        ...ask,
        attempt: attempted + 1,
        attemptsLeft: attempts - attempted,
        ...(state !== undefined && { state }),
        can: can.filter((extra) => typeof extra === 'string'),
        ...(after && { after }),
        position,
      },
    };
  };

  const world: World<Decision> = {
    user: userNotFound ? questionsAboutUnknown(flow.unknownUser) : questionsAbout(userAttributes),
    settle(ask) {
      for (let attempted = 0; attempted < ask.attempts; attempted++) {
        const round = rounds[next];
        if (!round) return pending(ask, attempted);
        if (!answers(ask)) return refused('session-differs');
        next++;
        if (round.skipped && ask.mayFail) {
          wasSkipped = next === rounds.length;
          return { kind: 'failed' };
        }
        if (!round.passed) continue;
        if (!ask.options) return { kind: 'passed' };
        const option = pick(ask.picks.length);
        return option === undefined ? refused('nothing-picked') : { kind: 'picked', option };
      }
      return { kind: 'failed' };
    },
    settlePassword() {
      passwordAsked = true;
      if (password === 'absent') return refused('password-not-begun');
      // NEW_PASSWORD_REQUIRED would end in tokens without asking Define again.
      const confirmed = userNotFound || userAttributes['cognito:user_status'] === 'CONFIRMED';
      if (!confirmed) return refused('user-not-confirmed');
      if (password === 'passed') return { kind: 'passed' };
      return rounds.length > 0 ? refused('password-not-checked') : { kind: 'pending', pending: { kind: 'password' } };
    },
  };
  return { world, leftOver: () => next < rounds.length, passwordUnasked };
}

/** What must be the same of an ask and of what a round's metadata says was asked. */
const keyOf = ({ name, index, picks }: RoundMetadata): string => JSON.stringify([name, index, picks]);
