import type { Flow } from '../flow.ts';
import { probesOf } from './possible-user.ts';
import { installPurityGuard } from './purity.ts';
import { type Fork, type Plan, type Walk, walk } from './walk.ts';

/** How far an exploration may go. */
export interface ExploreLimits {
  /** Runs of the flow, those that repeat a path included. */
  readonly runs: number;
  readonly milliseconds: number;
  /** Milliseconds from any fixed point. */
  readonly now: () => number;
  /** Whether every path is walked again, to see that it comes out the same. */
  readonly repeat: boolean;
}

/** How an exploration went. */
export interface Exploration {
  readonly paths: number;
  /** False where the limits ended it before every path was walked twice. */
  readonly complete: boolean;
  /** A path that came out otherwise when it was walked again. */
  readonly unsteady?: Walk;
}

/** Runs that repeat paths only to hand predicates one more value. */
const MOST_PROBING_RUNS = 20_000;

/**
 * Walks every path of a flow, for a known and an unknown user; then, if told to, all of them again in reverse order. A run is
 * determined by the alternatives it takes, so nothing but those is kept.
 */
export function explore(flow: Flow, limits: ExploreLimits, visit: (walk: Walk) => void): Exploration {
  const restore = installPurityGuard();
  try {
    return walkAll(flow, limits, visit);
  } finally {
    restore();
  }
}

function walkAll(flow: Flow, limits: ExploreLimits, visit: (walk: Walk) => void): Exploration {
  const [firstProbe = '', ...otherProbes] = probesOf(String(flow.steps));
  const walked: { readonly plan: Plan; readonly trace: string }[] = [];
  const end = limits.now() + limits.milliseconds;
  let runs = 0;
  const exhausted = (most: number): boolean => ++runs > most || (runs % 64 === 0 && limits.now() > end);
  const result = (complete: boolean, unsteady?: Walk): Exploration => ({
    paths: walked.length,
    complete,
    ...(unsteady && { unsteady }),
  });

  for (const known of [true, false]) {
    let taken: readonly number[] | undefined = [];
    let expected: readonly Fork[] = [];
    while (taken) {
      if (exhausted(limits.repeat ? limits.runs / 2 : limits.runs)) return result(false);
      const plan = { known, taken, probe: firstProbe };
      const step = walk(flow, plan);
      if (!sameStart(step.forks, expected.slice(0, taken.length))) return result(true, step);
      walked.push({ plan, trace: step.trace });
      visit(step);
      expected = step.forks;
      taken = nextPlan(step.forks);
    }
  }

  if (!limits.repeat) return result(true);
  const passes = flowTests(walked) ? Math.min(otherProbes.length, Math.ceil(MOST_PROBING_RUNS / walked.length)) : 1;
  for (let pass = 0; pass < passes; pass++) {
    for (let position = walked.length - 1; position >= 0; position--) {
      if (exhausted(limits.runs)) return result(pass > 0);
      const { plan, trace } = walked[position] as (typeof walked)[number];
      const probe = otherProbes[(position + pass) % otherProbes.length] as string;
      const again = walk(flow, { ...plan, probe });
      if (again.trace !== trace) return result(true, again);
    }
  }
  return result(true);
}

/** Whether a walk forked as the one before it did, up to where it was to go another way. */
const sameStart = (forks: readonly Fork[], expected: readonly Fork[]): boolean =>
  expected.every(({ asked, alternatives }, position) => {
    const fork = forks[position];
    return fork?.asked === asked && fork.alternatives === alternatives;
  });

/** The next path in order: the last fork that has an alternative left takes it. Undefined after the last path. */
function nextPlan(forks: readonly Fork[]): readonly number[] | undefined {
  const last = forks.findLastIndex(({ taken, alternatives }) => taken < alternatives - 1);
  if (last < 0) return undefined;
  return forks.slice(0, last + 1).map(({ taken }, position) => (position === last ? taken + 1 : taken));
}

const flowTests = (walked: readonly { readonly trace: string }[]): boolean =>
  walked.some(({ trace }) => /^test /m.test(trace));
