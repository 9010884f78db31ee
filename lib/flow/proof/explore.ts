import type { Flow } from '../flow.ts';
import { probesOf } from './possible-user.ts';
import { installPurityGuard } from './purity.ts';
import { type Branch, type PathRun, type PathStart, runPath } from './run-path.ts';

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
  readonly unsteady?: PathRun;
}

/** Runs that repeat paths at least: a flow may keep a count, and change its mind only after some sign-ins. */
const FEWEST_REPEATING_RUNS = 1_000;
/** Runs that repeat paths only to hand predicates one more value. */
const MOST_PROBING_RUNS = 20_000;

/**
 * Walks every path of a flow, for a known and an unknown user; then, if told to, all of them again in reverse order. A run is
 * determined by the alternatives it takes, so nothing but those is kept.
 */
export function explore(flow: Flow, limits: ExploreLimits, visit: (run: PathRun) => void): Exploration {
  const restore = installPurityGuard();
  try {
    return walkAll(flow, limits, visit);
  } finally {
    restore();
  }
}

function walkAll(flow: Flow, limits: ExploreLimits, visit: (run: PathRun) => void): Exploration {
  const [firstProbe = '', ...otherProbes] = probesOf(String(flow.steps));
  const walked: { readonly start: PathStart; readonly trace: string }[] = [];
  const end = limits.now() + limits.milliseconds;
  let runs = 0;
  const exhausted = (most: number): boolean => ++runs > most || (runs % 64 === 0 && limits.now() > end);
  const result = (complete: boolean, unsteady?: PathRun): Exploration => ({
    paths: walked.length,
    complete,
    ...(unsteady && { unsteady }),
  });

  for (const known of [true, false]) {
    let taken: readonly number[] | undefined = [];
    let expected: readonly Branch[] = [];
    while (taken) {
      if (exhausted(limits.repeat ? limits.runs / 2 : limits.runs)) return result(false);
      const start = { known, taken, probe: firstProbe };
      const run = runPath(flow, start);
      if (!sameStart(run.branches, expected.slice(0, taken.length))) return result(true, run);
      walked.push({ start, trace: run.trace });
      visit(run);
      expected = run.branches;
      taken = nextTaken(run.branches);
    }
  }

  if (!limits.repeat) return result(true);
  const fewest = Math.ceil(FEWEST_REPEATING_RUNS / walked.length);
  const probing = Math.min(otherProbes.length, Math.ceil(MOST_PROBING_RUNS / walked.length));
  const passes = flowTests(walked) ? Math.max(fewest, probing) : fewest;
  for (let pass = 0; pass < passes; pass++) {
    for (let index = walked.length - 1; index >= 0; index--) {
      if (exhausted(limits.runs)) return result(pass > 0);
      const { start, trace } = walked[index] as (typeof walked)[number];
      const probe = otherProbes[(index + pass) % otherProbes.length] as string;
      const again = runPath(flow, { ...start, probe });
      if (again.trace !== trace) return result(true, again);
    }
  }
  return result(true);
}

/** Whether a run branched as the one before it did, up to where it was to go another way. */
const sameStart = (branches: readonly Branch[], expected: readonly Branch[]): boolean =>
  expected.every(({ asked, alternatives }, index) => {
    const branch = branches[index];
    return branch?.asked === asked && branch.alternatives === alternatives;
  });

/** The next path in order: the last branch that has an alternative left takes it. Undefined after the last path. */
function nextTaken(branches: readonly Branch[]): readonly number[] | undefined {
  const last = branches.findLastIndex(({ taken, alternatives }) => taken < alternatives - 1);
  if (last < 0) return undefined;
  return branches.slice(0, last + 1).map(({ taken }, index) => (index === last ? taken + 1 : taken));
}

const flowTests = (walked: readonly { readonly trace: string }[]): boolean =>
  walked.some(({ trace }) => /^test /m.test(trace));
