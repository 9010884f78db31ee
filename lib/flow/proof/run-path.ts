import type { Challenge } from '../challenge.ts';
import type { FlowRunError } from '../errors.ts';
import { kindsOf } from '../factor.ts';
import type { Flow } from '../flow.ts';
import { MOST_ROUNDS } from '../progress.ts';
import { questionsAboutUnknown, type UserQuestions } from '../questions.ts';
import { type NumberedAsk, type RunOutcome, run, type Settlement, type World } from '../run.ts';
import { explainFault } from './fault-text.ts';
import { describeAsked, describeEnd, type Path, type PathEnd, type PathStep } from './path.ts';
import { possibleUser, type Question } from './possible-user.ts';
import { runPurely } from './purity.ts';

/** Where paths part: what is asked there, and in how many ways it can come out. */
export interface Branch {
  readonly asked: string;
  readonly alternatives: number;
  readonly taken: number;
}

/** How a path starts, which says which path it is: the same start gives the same run, if the flow is pure. */
export interface PathStart {
  readonly known: boolean;
  /** Which alternative to take at the first branches; from there on, the first. */
  readonly taken: readonly number[];
  /** What predicates about an open attribute are called with. Their answer to it doesn't count. */
  readonly probe: string;
}

/** One run of a flow along one path. */
export interface PathRun {
  readonly path: Path;
  readonly branches: readonly Branch[];
  /** All that the flow asked, and what it got, as text: two runs of one path must have the same. */
  readonly trace: string;
  /** The attributes asked about. */
  readonly attributes: ReadonlySet<string>;
  /** Those of whose values it asked, by `is` or `test`. */
  readonly comparedAttributes: ReadonlySet<string>;
  /** How many kinds of factor were passed. */
  readonly proven: number;
  /** Whether a challenge that proves something, or the password, was asked. */
  readonly askedFactor: boolean;
  readonly askedPassword: boolean;
  /** Whether a challenge that proves something, or the password, was passed. */
  readonly passedFactor: boolean;
  /** The attributes of which this user answered other than one that doesn't exist. */
  readonly atypical: ReadonlySet<string>;
  /** Whether a challenge or a choice failed that anyone can answer, known or not. */
  readonly failedOpenly: boolean;
  readonly error?: FlowRunError;
  /** What the flow used though it must be pure, whether or not it caught the error. */
  readonly used?: string;
}

/** Runs a flow along the path with this start. The purity guard must be installed. */
export function runPath(flow: Flow, { known, taken, probe }: PathStart): PathRun {
  const branches: Branch[] = [];
  const steps: PathStep[] = [];
  const trace: string[] = [];
  const attributes = new Set<string>();
  const comparedAttributes = new Set<string>();
  let rounds = 0;
  let askedFactor = false;
  let askedPassword = false;
  let passedFactor = false;
  let failedOpenly = false;
  let noText: string | undefined;

  const branch = (asked: string, alternatives: number): number => {
    const chosen = Math.min(taken[branches.length] ?? 0, alternatives - 1);
    branches.push({ asked, alternatives, taken: chosen });
    return chosen;
  };
  const roundsOf = (used: number, settled: Settlement<never>): Settlement<never> => {
    rounds += used;
    return rounds > MOST_ROUNDS ? { kind: 'refused', reason: 'too-many-rounds' } : settled;
  };

  const existing = possibleUser((question) => {
    const answer = branch(labelOf(question), 2) === 0;
    steps.push({ kind: 'question', ...question, answer });
    return answer;
  }, probe);
  const typical = questionsAboutUnknown(flow.unknownUser);
  const atypical = new Set<string>();
  const user = traced(known ? existing : typical, typical, (question, answer, typically) => {
    if (!isOfTexts(question)) noText = 'a question about the user with a name or a value that is no text';
    attributes.add(question.attribute);
    if (question.question !== 'has') comparedAttributes.add(question.attribute);
    if (answer !== typically) atypical.add(question.attribute);
    trace.push(`${labelOf(question)} ${answer}`);
    if (known) return;
    const step: PathStep = { kind: 'question', ...question, answer };
    // The same question again has the same answer, and tells a reader nothing.
    if (!steps.some((other) => describeAsked(other) === describeAsked(step))) steps.push(step);
  });

  const settleChoice = (options: readonly string[], attempts: number): Settlement<never> => {
    const picked = options[branch(`choose ${options.join(' ')}`, options.length + 1)];
    const used = picked === undefined ? attempts : 1;
    failedOpenly ||= picked === undefined;
    steps.push({ kind: 'choice', options, ...(picked !== undefined && { picked }), rounds: used });
    return roundsOf(used, picked === undefined ? { kind: 'failed' } : { kind: 'picked', option: picked });
  };

  const settleChallenge = (name: string, attempts: number): Settlement<never> => {
    const provesNothing = kindsOf((flow.challenges[name] as Challenge).factor).length === 0;
    askedFactor ||= !provesNothing;
    // Verify tells everybody that doesn't exist that every real answer is wrong.
    const passed = (known || provesNothing) && branch(name, 2) === 0;
    passedFactor ||= !provesNothing && passed;
    failedOpenly ||= provesNothing && !passed;
    const used = passed ? 1 : attempts;
    steps.push({ kind: 'challenge', name, passed, rounds: used });
    return roundsOf(used, { kind: passed ? 'passed' : 'failed' });
  };

  const world: World<never> = {
    user,
    settle({ name, attempts, options }: NumberedAsk) {
      const settled = options ? settleChoice(options, attempts) : settleChallenge(name, attempts);
      trace.push(`${name} ${options?.join(' ') ?? ''} ${attempts} ${settled.kind}`);
      return settled;
    },
    settlePassword() {
      trace.push('password');
      askedFactor = true;
      askedPassword = true;
      if (!known) return { kind: 'refused', reason: 'cognito-step-failed' };
      if (!existing.assume('cognito:user_status', 'CONFIRMED')) {
        return { kind: 'refused', reason: 'user-not-confirmed' };
      }
      passedFactor = true;
      steps.push({ kind: 'password' });
      return { kind: 'passed' };
    },
  };

  const { result: outcome, used = noText } = runPurely(() => run(flow, world));
  const end = endOf(outcome);
  trace.push(describeEnd(end));
  return {
    path: { known, steps, rounds, end },
    branches,
    attributes,
    comparedAttributes,
    trace: trace.join('\n'),
    proven: outcome.kind === 'returned' ? outcome.proven.size : 0,
    askedFactor,
    askedPassword,
    passedFactor,
    atypical,
    failedOpenly,
    ...(outcome.kind === 'broken' && { error: outcome.error }),
    ...(used !== undefined && { used }),
  };
}

function endOf(outcome: RunOutcome<never>): PathEnd {
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'refused', by: outcome.by, reason: outcome.reason };
    case 'broken':
      return { kind: 'broken', reason: explainFault(outcome.error) };
    default:
      return { kind: 'tokens' };
  }
}

/** What is no text could be another name, or another value, at the sign-in. */
const isOfTexts = ({ question, attribute, value }: Question): boolean =>
  typeof attribute === 'string' && (question !== 'is' || typeof value === 'string');

const labelOf = ({ question, attribute, value }: Question): string => `${question} ${attribute} ${value ?? ''}`;

/** The same questions, each told to a listener, with the answer of one that doesn't exist. */
const traced = (
  user: UserQuestions,
  typical: UserQuestions,
  tell: (question: Question, answer: boolean, typically: boolean) => void,
): UserQuestions => {
  const told = (question: Question, ask: (of: UserQuestions) => boolean): boolean => {
    const answer = ask(user);
    tell(question, answer, ask(typical));
    return answer;
  };
  return {
    has: (attribute) => told({ question: 'has', attribute }, (of) => of.has(attribute)),
    is: (attribute, value) => told({ question: 'is', attribute, value }, (of) => of.is(attribute, value)),
    test: (attribute, predicate) => told({ question: 'test', attribute }, (of) => of.test(attribute, predicate)),
  };
};
