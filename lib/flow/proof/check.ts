import type { Challenge } from '../challenge.ts';
import { demandMembers } from '../errors.ts';
import type { Flow } from '../flow.ts';
import { MOST_ROUNDS } from '../progress.ts';
import { CHOICE_ATTEMPTS } from '../run.ts';
import { type ExploreLimits, explore } from './explore.ts';
import { explainFault } from './fault-text.ts';
import { notesAbout } from './notes.ts';
import type { Path } from './path.ts';
import type { PathRun } from './run-path.ts';
import type { Rule, Verdict, Violation } from './verdict.ts';

/** How far `check` goes before it says that a flow is too large. */
export type CheckOptions = Partial<Omit<ExploreLimits, 'repeat'>>;

/**
 * Proves a flow, or shows the shortest paths that break it: walks every path there is, for users that exist and users
 * that don't, each of them twice.
 *
 * It proves that tokens are issued only after the declared factors were passed; that every path ends within 20 rounds;
 * that an unknown user is asked a factor as a known one is; that `password()` comes first or not at all; that every
 * challenge declared is asked on some path, and no verb made and forgotten; and that nothing but its answers moves the
 * flow, as far as docs/purity.md says.
 *
 * @param options - how far to go: 200,000 runs and 10 seconds by default
 * @throws FlowDefinitionError if an option is unknown.
 * @example
 * const verdict = check(signIn);
 * if (!verdict.holds) throw new Error(formatVerdict('signIn', verdict));
 */
export function check(flow: Flow, options: CheckOptions = {}): Verdict {
  demandMembers("check's options", options, ['runs', 'milliseconds', 'now']);
  const { runs = 200_000, milliseconds = 10_000, now = () => performance.now() } = options;
  const violations = new Map<string, Violation>();
  const attributes = new Set<string>();
  const asked = new Set<string>();
  let asksPassword = false;
  let mostRounds = 0;
  let tokens = 0;
  let broken = 0;

  const found = (rule: Rule, message: string, path?: Path): void => {
    const key = `${rule} ${message}`;
    const known = violations.get(key);
    const shorter = path && (known?.path?.steps.length ?? Number.POSITIVE_INFINITY) > path.steps.length;
    if (!known || shorter) violations.set(key, { rule, message, ...(path && { path }) });
  };

  const exploration = explore(flow, { runs, milliseconds, now, repeat: true }, (run) => {
    const { path } = run;
    for (const step of path.steps) {
      if (step.kind === 'challenge') asked.add(step.name);
      if (step.kind === 'password') asksPassword = true;
    }
    for (const attribute of run.attributes) attributes.add(attribute);
    if (path.end.kind === 'broken') broken++;
    if (path.end.kind === 'tokens' && path.known) {
      tokens++;
      mostRounds = Math.max(mostRounds, mostRoundsOf(flow, path));
    }
    for (const { rule, message } of violationsOf(flow, run)) found(rule, message, path);
  });

  if (exploration.unsteady) {
    const message = 'the same answers led elsewhere on another run: does it keep something between runs, or a value?';
    found('impure', message, exploration.unsteady.path);
  }
  if (!exploration.complete) {
    found('too-large', `not all paths can be walked in ${runs} runs and ${milliseconds / 1000} s: split the flow`);
  } else if (broken === 0 && !exploration.unsteady) {
    for (const name of Object.keys(flow.challenges)) {
      if (!asked.has(name)) found('never-asked', `${name} is declared, and no path asks it`);
    }
  }

  const facts = {
    paths: exploration.paths,
    notes: notesAbout({ asksPassword, signsIn: tokens > 0, mostRounds }),
    attributes: [...attributes].sort(),
    asksPassword,
  };
  if (violations.size === 0) return { ...facts, holds: true };
  return { ...facts, holds: false, violations: [...violations.values()] };
}

/** What one path violates. */
function violationsOf(flow: Flow, run: PathRun): readonly { readonly rule: Rule; readonly message: string }[] {
  const { path, error, used } = run;
  if (used !== undefined) return [{ rule: 'impure', message: `a flow must be pure: it used ${used}` }];
  if (error) {
    const cause = error.fault === 'throws' ? `: ${describeCause(error.cause)}` : '';
    return [{ rule: error.fault, message: `${explainFault(error)}${cause}` }];
  }
  const violations: { rule: Rule; message: string }[] = [];
  if (path.end.kind === 'tokens' && path.known && run.proven < flow.factors) {
    const message = `tokens are issued with ${run.proven} of ${flow.factors} kinds of factor passed`;
    violations.push({ rule: 'tokens-without-factors', message });
  }
  if (path.rounds > MOST_ROUNDS) {
    violations.push({ rule: 'too-many-rounds', message: `a sign-in can take more than ${MOST_ROUNDS} rounds` });
  }
  if (!path.known && !run.askedFactor && !run.failedOpenly) {
    const message = 'a user that does not exist is let go before any factor is asked, so anyone can tell who exists';
    violations.push({ rule: 'unknown-user', message });
  }
  return violations;
}

/** The rounds of a path whose every answer is right only at the last attempt. */
const mostRoundsOf = (flow: Flow, { steps }: Path): number =>
  steps.reduce((sum, step) => {
    if (step.kind === 'challenge') return sum + (flow.challenges[step.name] as Challenge).attempts;
    return sum + (step.kind === 'choice' ? CHOICE_ATTEMPTS : 0);
  }, 0);

function describeCause(cause: unknown): string {
  try {
    return String(cause);
  } catch {
    return 'something that has no text';
  }
}
