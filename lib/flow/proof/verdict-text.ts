import { MOST_SESSION_BYTES } from '../challenge.ts';
import { describeOdds, grouped } from './odds-text.ts';
import { describeAsked, describeEnd, describeOutcome, type Path, type PathStep } from './path.ts';
import type { ChallengeOdds, Verdict, Violation } from './verdict.ts';

/**
 * Writes a verdict for a person: what holds, or each rule that is broken with the path that breaks it.
 *
 * @param name - the flow's name
 * @example
 * console.log(formatVerdict('signIn', check(signIn)));
 * // signIn holds: 12 paths, each walked twice.
 */
export function formatVerdict(name: string, verdict: Verdict): string {
  const { paths, notes } = verdict;
  const walked = `${paths} ${paths === 1 ? 'path' : 'paths'}`;
  const result = verdict.holds
    ? [`${name} holds: ${walked}, each walked twice.`]
    : [`${name} does not hold (${walked}):`, ...verdict.violations.flatMap(formatViolation)];
  const beside = ['What happens beside the flow:', ...notes.map((note) => `- ${note}`)];
  return [...result, '', ...beside, '', ...formatOdds(verdict), '', formatSession(verdict)].join('\n');
}

function formatOdds({ odds, signInOdds }: Verdict): readonly string[] {
  const each = odds.map(
    (known) =>
      `- ${known.name}: ${known.odds === undefined ? 'odds not stated' : describeOdds(known.odds)}; ${formatYear(known)}`,
  );
  const whole = signInOdds > 0 ? [`- a whole sign-in: at most ${describeOdds(signInOdds)}, as far as stated`] : [];
  return ['How likely guesses are right:', ...(each.length > 0 ? each : ['- nothing proves anything']), ...whole];
}

const formatYear = ({ guessesAYear, oddsAYear }: ChallengeOdds): string => {
  if (guessesAYear === undefined) return 'guesses are not counted';
  const guesses = `at most ${grouped(guessesAYear)} guesses a year`;
  return oddsAYear === undefined ? guesses : `${guesses}, ${describeOdds(oddsAYear)}`;
};

function formatSession({ sessionBytes, bytesNotStated }: Verdict): string {
  const more = bytesNotStated.length > 0 ? `, and what ${bytesNotStated.join(', ')} need, which is not stated` : '';
  return `The longest sign-in holds ${grouped(sessionBytes)} of ${grouped(MOST_SESSION_BYTES)} bytes${more}.`;
}

function formatViolation({ rule, message, path }: Violation): readonly string[] {
  return ['', `✗ ${message} [${rule}]`, ...(path ? formatPath(path) : [])];
}

function formatPath({ known, steps, end }: Path): readonly string[] {
  const lines = [known ? 'known user' : 'unknown user', ...steps.map(formatStep)];
  return [...lines.map((line, index) => `  ${index + 1}. ${line}`), `  → ${describeEnd(end)}`];
}

const formatStep = (step: PathStep): string => {
  const separator = step.kind === 'question' ? ' ' : ': ';
  return `${describeAsked(step)}${separator}${describeOutcome(step)}`;
};
