import type { StringMap } from './challenge.ts';
import type { FlowRunError } from './errors.ts';
import type { Flow } from './flow.ts';
import { questionsAbout, questionsAboutUnknown } from './questions.ts';
import { type NumberedAsk, run, type Settlement, type World } from './run.ts';
import { MOST_ROUNDS, type Position, readSession, type Trail } from './trail.ts';

/** Ask a challenge, or let the user pick one. */
export interface AskDecision {
  readonly kind: 'ask';
  /** The challenge's name, or `choose`. */
  readonly name: string;
  /** Which ask of the flow it is, from 0. */
  readonly index: number;
  /** Which try of this ask comes now, from 1. */
  readonly attempt: number;
  /** How many answers may still be given, this one included. */
  readonly attemptsLeft: number;
  /** What the user picked before. */
  readonly picks: readonly string[];
  /** What there is to pick, in a choice. */
  readonly options?: readonly string[];
  /** The state that the previous try of this very ask left. */
  readonly state?: string;
  /** What Create keeps for Verify. */
  readonly position: Position;
}

/** What Define answers. */
export type Decision =
  | AskDecision
  /** Let Cognito check the password: PASSWORD_VERIFIER. */
  | { readonly kind: 'password' }
  | { readonly kind: 'tokens' }
  /** `reason` is for the log only. `error`: the flow's code is at fault. */
  | { readonly kind: 'refuse'; readonly reason: string; readonly error?: FlowRunError };

/** What a replay knows of the user and of this request. */
export interface ReplayContext {
  readonly userAttributes: StringMap;
  /** Cognito's `userNotFound === true`. */
  readonly userNotFound: boolean;
  /** `ClientMetadata.choice` of this request: read only while a choice is the session's last entry. */
  readonly choice?: string | undefined;
}

const refuse = (reason: string): Decision => ({ kind: 'refuse', reason });

/**
 * Replays a flow against Cognito's session: what Define and Create do. Pure, synchronous, and it never throws.
 *
 * @example
 * replay(signIn, [], { userAttributes: { email: 'alice@example.com' }, userNotFound: false });
 * // { kind: 'ask', name: 'emailOtp', attempt: 1, … }
 */
export function replay(flow: Flow, session: unknown, context: ReplayContext): Decision {
  const trail = readSession(session);
  return typeof trail === 'string' ? refuse(trail) : replayTrail(flow, trail, context);
}

/** Replays a flow against a trail: what Verify does with the position that Create kept. */
export function replayTrail(flow: Flow, trail: Trail, context: ReplayContext): Decision {
  if (trail.rounds.length > MOST_ROUNDS) return refuse(`the sign-in took more than ${MOST_ROUNDS} rounds`);
  const walk = walkTrail(flow, trail, context);
  const outcome = run(flow, walk.world);
  switch (outcome.kind) {
    case 'broken':
      return { kind: 'refuse', reason: outcome.error.message, error: outcome.error };
    case 'refused':
      return refuse(outcome.reason);
    case 'pending':
      return outcome.pending;
    case 'returned':
      if (walk.leftOver()) return refuse('the session has more entries than the flow asks');
      if (trail.password === 'passed' && !walk.askedPassword()) return refuse('the flow never asks a password');
      if (context.userNotFound) return refuse('there is no such user');
      if (outcome.proven.size < flow.factors) {
        return refuse(`the flow ended with ${outcome.proven.size} of ${flow.factors} factors passed`);
      }
      return { kind: 'tokens' };
  }
}

/** The world that a trail makes: each ask is settled by the rounds that answered it. */
function walkTrail(flow: Flow, trail: Trail, context: ReplayContext) {
  const { rounds, password } = trail;
  const { userAttributes, userNotFound } = context;
  let next = 0;
  let passwordAsked = false;
  const refused = (reason: string): Settlement<Decision> => ({ kind: 'refused', reason });

  /** Whether the round answered this very ask, with these very choices before it. */
  const answers = (position: number, ask: NumberedAsk): boolean => {
    const asked = rounds[position]?.asked;
    if (!asked) return trail.picks !== undefined;
    return asked.name === ask.name && asked.index === ask.index && sameTexts(asked.picks, ask.picks);
  };

  const pick = (picksBefore: number): string | undefined => {
    if (trail.picks) return trail.picks[picksBefore];
    const following = rounds[next];
    return following ? following.asked?.picks[picksBefore] : context.choice;
  };

  const pending = (ask: NumberedAsk, tries: number): Settlement<Decision> => {
    if (rounds.length >= MOST_ROUNDS) return refused(`the sign-in takes more than ${MOST_ROUNDS} rounds`);
    if (password === 'passed' && !passwordAsked) return refused('the flow never asks a password');
    const { name, index, picks, options } = ask;
    const state = tries > 0 ? rounds[next - 1]?.asked?.state : undefined;
    return {
      kind: 'pending',
      pending: {
        kind: 'ask',
        name,
        index,
        attempt: tries + 1,
        attemptsLeft: ask.attempts - tries,
        picks,
        ...(options && { options }),
        ...(state !== undefined && { state }),
        position: { name, trail: { password, rounds: rounds.map(({ passed }) => ({ passed })), picks } },
      },
    };
  };

  const world: World<Decision> = {
    user: userNotFound ? questionsAboutUnknown(flow.unknownUser) : questionsAbout(userAttributes),
    settle(ask) {
      for (let tries = 0; tries < ask.attempts; tries++) {
        const round = rounds[next];
        if (!round) return pending(ask, tries);
        if (!answers(next, ask)) return refused('the session answers something else than the flow asks');
        next++;
        if (!round.passed) continue;
        if (!ask.options) return { kind: 'passed' };
        const option = pick(ask.picks.length);
        return option === undefined ? refused('a choice was answered, but nothing picked') : { kind: 'picked', option };
      }
      return { kind: 'failed' };
    },
    settlePassword() {
      passwordAsked = true;
      if (password === 'absent') return refused('the flow asks the password: begin with SRP_A');
      // NEW_PASSWORD_REQUIRED would end in tokens without asking Define again.
      if (!userNotFound && userAttributes['cognito:user_status'] !== 'CONFIRMED') {
        return refused('the password is asked, and the user is not CONFIRMED');
      }
      if (password === 'passed') return { kind: 'passed' };
      if (rounds.length > 0) return refused('the password was not checked before the rounds that follow it');
      return { kind: 'pending', pending: { kind: 'password' } };
    },
  };
  return { world, leftOver: () => next < rounds.length, askedPassword: () => passwordAsked };
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, position) => text === b[position]);
