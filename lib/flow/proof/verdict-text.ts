import { describeAsked, describeEnd, describeOutcome, type Path, type PathStep } from './path.ts';
import type { Verdict, Violation } from './verdict.ts';

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
  return [...result, '', 'What Cognito does beside the flow:', ...notes.map((note) => `- ${note}`)].join('\n');
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
