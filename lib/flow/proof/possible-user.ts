import { everybodyHas, type Predicate, passes, type UserQuestions } from '../questions.ts';
import type { PathStep } from './path.ts';

/** A question, without its answer. */
export type Question = Omit<Extract<PathStep, { kind: 'question' }>, 'kind' | 'answer'>;

/** Gives the answer to a question that is open. */
export type Decide = (question: Question) => boolean;

/** What is settled about one attribute so far. */
interface Knowledge {
  has?: boolean;
  /** The very value, once an `is` was answered with yes. */
  value?: string;
  readonly isNot: Set<string>;
  readonly tests: Map<Predicate, boolean>;
}

/** How often a predicate gets each probe in a run: often enough for one that changes its mind each so many calls. */
const PROBING_CALLS = 4;

/** A user of whom nothing is settled yet: every answer that is open may be taken either way. */
export interface PossibleUser extends UserQuestions {
  /** Settles a value without a question. False where an earlier answer says otherwise. */
  assume(name: string, value: string): boolean;
}

/**
 * Answers a flow's questions so that some user could have given all the answers: one value an attribute, one answer a
 * predicate. `probe` is handed to predicates; what they say to it counts only where the value is settled.
 */
export function possibleUser(decide: Decide, probe: string): PossibleUser {
  const attributes = new Map<string, Knowledge>();

  const about = (name: string): Knowledge => {
    const known = attributes.get(name);
    if (known) return known;
    const unknown: Knowledge = { isNot: new Set(), tests: new Map(), ...(everybodyHas(name) && { has: true }) };
    attributes.set(name, unknown);
    return unknown;
  };

  /** Whether the value could be this one, after all answers so far. */
  const possible = ({ has, value, isNot, tests }: Knowledge, name: string, candidate: string): boolean =>
    candidate !== '' &&
    has !== false &&
    !isNot.has(candidate) &&
    (value === undefined || value === candidate) &&
    // The letters' case of `…_verified` stays open, and a predicate may look at it.
    (hasOpenCase(name) || [...tests].every(([predicate, answer]) => passes(predicate, candidate) === answer));

  /** Asks all predicates again, before their answers rule anything out: what they depend on could have changed since. */
  const askAgain = (): void => {
    for (const { tests, value } of attributes.values()) {
      for (const predicate of tests.keys()) passes(predicate, value ?? probe);
    }
  };

  const settle = (knowledge: Knowledge, value: string): void => {
    knowledge.has = true;
    knowledge.value = value;
  };

  return {
    has(name) {
      const knowledge = about(name);
      knowledge.has ??= decide({ question: 'has', attribute: name });
      return knowledge.has;
    },
    is(name, value) {
      askAgain();
      const knowledge = about(name);
      const candidate = hasOpenCase(name) ? value.toLowerCase() : value;
      if (!possible(knowledge, name, candidate)) return false;
      if (knowledge.value === candidate) return true;
      if (decide({ question: 'is', attribute: name, value })) {
        settle(knowledge, candidate);
        return true;
      }
      knowledge.isNot.add(candidate);
      return false;
    },
    test(name, predicate) {
      askAgain();
      const knowledge = about(name);
      const { has, value, tests } = knowledge;
      // Called for its side effects: the guard sees a predicate that isn't pure, and the run one that changes its mind.
      const probed = passes(predicate, value ?? probe);
      for (let call = 1; call < PROBING_CALLS; call++) passes(predicate, value ?? probe);
      if (has === false) return false;
      if (value !== undefined && !hasOpenCase(name)) return probed;
      const answer = tests.get(predicate) ?? decide({ question: 'test', attribute: name });
      tests.set(predicate, answer);
      if (answer) knowledge.has = true;
      return answer;
    },
    assume(name, value) {
      const knowledge = about(name);
      if (!possible(knowledge, name, value)) return false;
      settle(knowledge, value);
      return true;
    },
  };
}

const hasOpenCase = (name: string): boolean => name.endsWith('_verified');

/** What to hand to predicates: the texts in the flow's own source, lest one that keeps the value goes unseen. */
export function probesOf(source: string): readonly string[] {
  const quoted = source.matchAll(/'[^'\\\n]{1,60}'|"[^"\\\n]{1,60}"|`[^`\\$\n]{1,60}`/g);
  const texts = [...quoted].map(([text]) => text.slice(1, -1));
  return [...new Set(['', ...texts, '0', '18', 'true'])].slice(0, 40);
}
