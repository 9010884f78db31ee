import type { Ask } from './ask.ts';
import type { Challenge } from './challenge.ts';
import type { FlowRunError } from './errors.ts';
import { type FactorKind, kindsOf } from './factor.ts';
import { type FaultRecord, recordFaults } from './faults.ts';
import { CHOICE, type Flow } from './flow.ts';
import type { UserQuestions } from './questions.ts';
import { recordVerbs } from './verbs.ts';

/** A flow that asks this often in one run never ends. Far above the 20 rounds that a sign-in may take. */
const MOST_TURNS = 200;
/** How many answers a choice takes before it has failed. */
export const CHOICE_ATTEMPTS = 3;
/** A flow that questions this often between two asks loops. */
const MOST_QUESTIONS = 10_000;

/** One ask of a run: a challenge by its name, or the user's choice between some. */
export interface NumberedAsk {
  /** The challenge's name, or {@link CHOICE}. */
  readonly name: string;
  /** Which ask of the run it is, from 0. */
  readonly index: number;
  /** How many answers it takes before it has failed. */
  readonly attempts: number;
  /** What the user picked in the choices before. */
  readonly picks: readonly string[];
  /** What there is to pick, in a choice. */
  readonly options?: readonly string[];
}

/** How an ask came out, as far as is known. */
export type Settlement<Pending> =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'picked'; readonly option: string }
  | { readonly kind: 'pending'; readonly pending: Pending }
  | { readonly kind: 'refused'; readonly reason: string };

/** What a flow runs against: a session, the position Create kept for Verify, or a path that `check` tries. */
export interface World<Pending> {
  readonly user: UserQuestions;
  settle(ask: NumberedAsk): Settlement<Pending>;
  settlePassword(): Settlement<Pending>;
}

/** Where a run stopped. */
export type RunOutcome<Pending> =
  | { readonly kind: 'pending'; readonly pending: Pending }
  | { readonly kind: 'returned'; readonly proven: ReadonlySet<FactorKind> }
  /** `failed`: a challenge that had to pass did not. `flow`: its own word. `world`: the session doesn't fit. */
  | { readonly kind: 'refused'; readonly by: 'failed' | 'flow' | 'world'; readonly reason: string }
  | { readonly kind: 'broken'; readonly error: FlowRunError };

/** The same questions, for this run only, and so many of them that a run which asks for ever stops. */
function questionsOfRun(user: UserQuestions, faults: FaultRecord): UserQuestions {
  let left = MOST_QUESTIONS;
  const counted = (): UserQuestions => {
    faults.assertRunning('the user');
    if (--left < 0) faults.fail('endless', `the flow asked ${MOST_QUESTIONS} questions about the user: does it loop?`);
    return user;
  };
  return {
    has: (name) => counted().has(name),
    is: (name, value) => counted().is(name, value),
    test: (name, predicate) => counted().test(name, predicate),
  };
}

/**
 * Runs a flow against a world until it asks what has no answer yet, returns, or is refused. Never throws.
 *
 * Factors are counted here, from what the world says was passed: nothing a flow's code does can add one. A refusal is
 * final: the generator isn't resumed, so no `catch` or `finally` makes tokens of it.
 */
export function run<Pending>(flow: Flow, world: World<Pending>): RunOutcome<Pending> {
  const faults = recordFaults();
  try {
    return drive(flow, world, faults);
  } catch (thrown) {
    return { kind: 'broken', error: faults.errorOf(thrown) };
  } finally {
    faults.close();
  }
}

function drive<Pending>(flow: Flow, world: World<Pending>, faults: FaultRecord): RunOutcome<Pending> {
  const { verbs, asked, assertNoneForgotten } = recordVerbs(flow.challenges, faults);
  const steps = flow.steps({ user: questionsOfRun(world.user, faults), ...verbs });
  if (typeof steps?.next !== 'function') {
    swallow(steps);
    faults.fail('not-a-generator', 'the flow is no generator function: write function* (…) { … }');
  }
  const proven = new Set<FactorKind>();
  const picks: string[] = [];
  let index = 0;
  let turn = 0;

  /** Settles one challenge; adds what it proves. */
  const settleChallenge = (name: string): Settlement<Pending> => {
    // The verbs take no undeclared name.
    const { attempts, factor } = flow.challenges[name] as Challenge;
    const settled = world.settle({ name, index: index++, attempts, picks: [...picks] });
    if (settled.kind === 'passed') for (const kind of kindsOf(factor)) proven.add(kind);
    return settled;
  };

  /** Settles one ask; the reply is what `yield*` gives. */
  const settle = (ask: Ask): { reply: unknown } | { stop: RunOutcome<Pending> } => {
    const stop = (by: 'failed' | 'flow' | 'world', reason: string) => ({
      stop: { kind: 'refused', by, reason } as const,
    });
    let settled: Settlement<Pending>;
    let reply: unknown;
    let mustPass = true;
    switch (ask.kind) {
      case 'refusal':
        return stop('flow', ask.reason);
      case 'password':
        if (turn > 0) faults.fail('password-not-first', 'password() can only be asked first, and once');
        settled = world.settlePassword();
        if (settled.kind === 'passed') proven.add('knowledge');
        break;
      case 'challenge':
        mustPass = ask.mustPass;
        settled = settleChallenge(ask.name);
        reply = mustPass ? undefined : settled.kind === 'passed';
        break;
      case 'choice': {
        const { options } = ask;
        settled = world.settle({ name: CHOICE, index: index++, attempts: CHOICE_ATTEMPTS, picks: [...picks], options });
        if (settled.kind !== 'picked') break;
        if (!options.includes(settled.option)) return stop('world', 'picked what was not offered');
        picks.push(settled.option);
        reply = settled.option;
        settled = settleChallenge(settled.option);
      }
    }
    switch (settled.kind) {
      case 'pending':
        return { stop: settled };
      case 'refused':
        return stop('world', settled.reason);
      case 'failed':
        return mustPass ? stop('failed', 'a challenge that had to pass failed') : { reply };
      default:
        return { reply };
    }
  };

  let reply: unknown;
  for (; turn < MOST_TURNS; turn++) {
    const step = steps.next(reply);
    if (typeof step?.done !== 'boolean') {
      swallow(step);
      faults.fail('not-a-generator', 'the flow is asynchronous: write function* (…), not async function* (…)');
    }
    faults.assertNone();
    const ask = step.done ? undefined : asked(step.value);
    assertNoneForgotten();
    if (!ask) return { kind: 'returned', proven };
    const next = settle(ask);
    if ('stop' in next) return next.stop;
    reply = next.reply;
  }
  return faults.fail('endless', `the flow asked ${MOST_TURNS} times: does it loop?`);
}

/** Lets a promise go that nobody will await: its rejection would end the process. */
const swallow = (promised: unknown): void => void Promise.resolve(promised).catch(() => undefined);
