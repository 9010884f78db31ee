import { MOST_SESSION_BYTES } from '../challenge.ts';
import { demandMembers } from '../errors.ts';
import type { Flow } from '../flow.ts';
import { isTooLikely } from '../odds.ts';
import { MOST_ROUNDS } from '../progress.ts';
import { isReason } from '../refusal-reason.ts';
import { assertDefined } from './assert-defined.ts';
import { type ExploreLimits, explore } from './explore.ts';
import { explainFault } from './fault-text.ts';
import { longestSession } from './longest-session.ts';
import { notesAbout } from './notes.ts';
import { oddsOfChallenges, tooManyGuesses } from './odds-of-challenges.ts';
import { oddsOfPath } from './odds-of-path.ts';
import { grouped } from './odds-text.ts';
import type { Path } from './path.ts';
import type { PathRun } from './run-path.ts';
import type { Rule, Verdict, Violation } from './verdict.ts';
import { countedBy, lookForWaysIn } from './ways-in.ts';
import { lookOn, type Telling } from './who-exists.ts';

/** How far `check` goes before it says that a flow is too large. */
export type CheckOptions = Partial<Omit<ExploreLimits, 'repeat'>>;

/**
 * Proves a flow, or shows the shortest paths that break it: walks every path there is, for users that exist and users
 * that don't, each of them twice.
 *
 * It proves that tokens are issued only after the declared factors were passed; that every path ends within 20 rounds;
 * that nobody is refused before a factor is asked by whether they exist, neither an unknown user nor a known one where the
 * unknown one goes on; that `password()` comes first or not at all; that every challenge declared is asked on some path, and
 * no verb made and forgotten; that guesses are right in no more than 1 of 100,000 sign-ins and, by the limits of the challenges,
 * in no more than 1 of 100 years, and no sign-in outgrows Cognito's session, as far as the challenges state it; and that nothing
 * but its answers moves the flow, as far as docs/purity.md says.
 *
 * @param options - how far to go: 200,000 runs and 10 seconds by default
 * @throws FlowDefinitionError if an option is unknown, or the flow isn't one that `defineFlow` made.
 * @example
 * const verdict = check(signIn);
 * if (!verdict.holds) throw new Error(formatVerdict('signIn', verdict));
 */
export function check(flow: Flow, options: CheckOptions = {}): Verdict {
  demandMembers("check's options", options, ['runs', 'milliseconds', 'now']);
  assertDefined(flow);
  const { runs = 200_000, milliseconds = 10_000, now = () => performance.now() } = options;
  const violations = new Map<string, Violation>();
  const attributes = new Set<string>();
  const comparedAttributes = new Set<string>();
  const asked = new Set<string>();
  const unlogged = new Set<string>();
  const onlooker = lookOn();
  const waysIn = lookForWaysIn(flow);
  let asksPassword = false;
  let signInOdds = 0;
  let sessionBytes = 0;
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
    for (const attribute of run.comparedAttributes) comparedAttributes.add(attribute);
    if (path.end.kind === 'broken') broken++;
    if (path.end.kind === 'refused' && !isReason(path.end.reason)) unlogged.add(path.end.reason);
    onlooker.see(run);
    const longest = longestSession(flow, path);
    sessionBytes = Math.max(sessionBytes, longest.bytes);
    if (longest.bytes > MOST_SESSION_BYTES) found('session-too-large', TOO_LARGE, path);
    if (path.end.kind === 'tokens' && path.known) {
      tokens++;
      waysIn.see(path);
      mostRounds = Math.max(mostRounds, longest.rounds);
      const odds = oddsOfPath(flow, path);
      signInOdds = Math.max(signInOdds, odds);
      if (isTooLikely(odds)) found('too-likely', TOO_LIKELY, path);
    }
    for (const { rule, message } of violationsOf(flow, run)) found(rule, message, path);
  });

  if (exploration.unsteady) {
    const { error } = exploration.unsteady;
    const message = error?.fault === 'impure' ? explainFault(error) : LED_ELSEWHERE;
    found('impure', message, exploration.unsteady.path);
  }
  if (!exploration.complete) {
    found('too-large', `not all paths can be walked in ${runs} runs and ${milliseconds / 1000} s: split the flow`);
  } else if (broken === 0 && !exploration.unsteady) {
    for (const name of Object.keys(flow.challenges)) {
      if (!asked.has(name)) found('never-asked', `${name} is declared, and no path asks it`);
    }
  }

  const tellings = exploration.complete ? onlooker.tellings() : [];
  for (const { attributes: by, path } of tellings.filter(({ refused }) => refused)) {
    found('unknown-user', `a user that exists is refused${byOf(by)} before any factor is asked, ${CAN_TELL}`, path);
  }

  const odds = oddsOfChallenges(flow);
  for (const message of tooManyGuesses(flow, odds, waysIn.inevitable())) found('too-many-guesses', message);

  const facts = {
    paths: exploration.paths,
    odds,
    signInOdds,
    sessionBytes,
    bytesNotStated: Object.keys(flow.challenges).filter((name) => !flow.challenges[name]?.bytes),
    notes: notesAbout({
      asksPassword,
      counted: countedBy(flow),
      blocking: waysIn.blocking(),
      signsIn: tokens > 0,
      mostRounds,
      telling: tellingBy(tellings),
      unlogged: [...unlogged],
    }),
    attributes: [...attributes].sort(),
    comparedAttributes: [...comparedAttributes].sort(),
    asksPassword,
  };
  if (violations.size === 0) return { ...facts, holds: true };
  return { ...facts, holds: false, violations: [...violations.values()] };
}

const LED_ELSEWHERE = 'the same answers led elsewhere on another run: does it keep something between runs, or a value?';
const TOO_LIKELY = 'guesses are right in more than 1 of 100,000 sign-ins: ask less often, or for longer codes';
const TOO_LARGE =
  `the longest sign-in can hold more than the ${grouped(MOST_SESSION_BYTES)} bytes of a session: ask less, with fewer ` +
  'attempts, shorter names or a smaller state';
const CAN_TELL = 'so anyone can tell who exists: ask a factor first, then refuse';

/** By what a user is let go, in a sentence. */
const byOf = (attributes: readonly string[]): string =>
  attributes.length > 0 ? ` by ${attributes.join(' and ')}` : '';

/** What the tellings are by that no flow can do without. */
const tellingBy = (tellings: readonly Telling[]): readonly string[] => [
  ...new Set(tellings.filter(({ refused }) => !refused).map(({ attributes }) => attributes.join(' and '))),
];

/** What one path violates. */
function violationsOf(flow: Flow, run: PathRun): readonly { readonly rule: Rule; readonly message: string }[] {
  const { path, error, used } = run;
  // It is told of its promise there.
  if (used !== undefined && error?.fault !== 'not-a-generator')
    return [{ rule: 'impure', message: `a flow must be pure: it used ${used}` }];
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
    const asked = new Set(path.steps.flatMap((step) => (step.kind === 'question' ? [step.attribute] : [])));
    const message = `a user that does not exist is let go${byOf([...asked])} before any factor is asked, ${CAN_TELL}`;
    violations.push({ rule: 'unknown-user', message });
  }
  return violations;
}

function describeCause(cause: unknown): string {
  try {
    return String(cause);
  } catch {
    return 'something that has no text';
  }
}
