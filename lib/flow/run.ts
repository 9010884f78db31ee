import type { Ask, Refusal } from './ask.ts';
import type { Challenge } from './challenge.ts';
import type { FlowRunError } from './errors.ts';
import { type FactorKind, kindsOf } from './factor.ts';
import { type FaultRecord, recordFaults } from './faults.ts';
import { CHOICE, type Flow } from './flow.ts';
import type { UserQuestions } from './questions.ts';
import { questionsOfRun } from './questions-of-run.ts';
import type { RefusalReason } from './refusal-reason.ts';
import { recordVerbs } from './verbs.ts';

/** A flow that asks this often in one run never ends. Far above the 20 rounds that a sign-in may take. */
const MOST_ASKS = 200;
/** How many answers a choice takes before it has failed. */
export const CHOICE_ATTEMPTS = 3;

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
  /** Whether the flow goes on where it fails. */
  readonly mayFail?: boolean;
  /** Whether it was picked in the choice before. */
  readonly picked?: boolean;
}

/** How an ask came out, as far as is known. */
export type Settlement<Pending> =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'picked'; readonly option: string }
  | { readonly kind: 'pending'; readonly pending: Pending }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/** What a flow runs against: a sign-in's progress, or a path that `check` walks. */
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
  const proven = new Set<FactorKind>();
  const picks: string[] = [];
  let index = 0;

  /** Settles one challenge; adds what it proves. */
  const settleChallenge = (name: string, how: Pick<NumberedAsk, 'mayFail' | 'picked'>): Settlement<Pending> => {
    // The verbs take no undeclared name.
    const { attempts, factor } = flow.challenges[name] as Challenge;
    const settled = world.settle({ name, index: index++, attempts, picks: [...picks], ...how });
    if (settled.kind === 'passed') for (const kind of kindsOf(factor)) proven.add(kind);
    return settled;
  };

  const settle = (ask: Exclude<Ask, Refusal>): Settlement<Pending> => {
    if (ask.kind === 'challenge') return settleChallenge(ask.name, { mayFail: !ask.mustPass });
    if (ask.kind === 'password') {
      const settled = world.settlePassword();
      if (settled.kind === 'passed') proven.add('knowledge');
      return settled;
    }
    const { options } = ask;
    const choice = { name: CHOICE, index: index++, attempts: CHOICE_ATTEMPTS, picks: [...picks], options };
    const picked = world.settle(choice);
    if (picked.kind !== 'picked') return picked;
    if (!options.includes(picked.option)) return { kind: 'refused', reason: 'not-offered' };
    picks.push(picked.option);
    const settled = settleChallenge(picked.option, { picked: true });
    return settled.kind === 'passed' ? picked : settled;
  };

  const steps = flow.steps({ user: questionsOfRun(world.user, faults), ...verbs });
  if (typeof steps?.next !== 'function') return failAsync(steps, faults);
  let reply: unknown;
  for (let asks = 0; asks < MOST_ASKS; asks++) {
    const step = steps.next(reply);
    if (typeof step?.done !== 'boolean') return failAsync(step, faults);
    faults.assertNone();
    const ask = step.done ? undefined : asked(step.value);
    assertNoneForgotten();
    if (!ask) return { kind: 'returned', proven };
    if (ask.kind === 'refusal') return { kind: 'refused', by: 'flow', reason: ask.reason };
    if (ask.kind === 'password' && asks > 0) faults.fail('password-not-first');
    const settled = settle(ask);
    if (settled.kind === 'pending') return settled;
    if (settled.kind === 'refused') return { ...settled, by: 'world' };
    const mayFail = ask.kind === 'challenge' && !ask.mustPass;
    if (settled.kind === 'failed' && !mayFail) return { kind: 'refused', by: 'failed', reason: 'challenge-failed' };
    // What `yield*` gives: the name picked, whether an attempt passed, else nothing.
    reply = settled.kind === 'picked' ? settled.option : mayFail ? settled.kind === 'passed' : undefined;
  }
  return faults.fail('endless', `asked ${MOST_ASKS} times`);
}

/** Stops the run of what is no generator. If it is a promise, nobody will await it: its rejection would end the process. */
function failAsync(promised: unknown, faults: FaultRecord): never {
  void Promise.resolve(promised).catch(() => undefined);
  return faults.fail('not-a-generator');
}
