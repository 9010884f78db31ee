import type { FaultRecord } from './faults.ts';
import { type Predicate, passes, type UserQuestions } from './questions.ts';

/** A flow that questions this often in one run loops. */
const MOST_QUESTIONS = 10_000;

/**
 * The same questions, for this run only, and so many of them that a run which asks for ever stops. A predicate must say
 * the same to a value whenever it is asked.
 */
export function questionsOfRun(user: UserQuestions, faults: FaultRecord): UserQuestions {
  const { steady, isAsking } = steadyPredicates(faults);
  let left = MOST_QUESTIONS;
  const counted = (): UserQuestions => {
    faults.assertRunning('the user');
    // No path of the proof could say which value leads to such a question.
    if (isAsking()) faults.fail('impure', 'a question about the user inside a predicate');
    if (--left < 0) faults.fail('endless', `asked ${MOST_QUESTIONS} questions about the user`);
    return user;
  };
  return {
    has: (name) => counted().has(name),
    is: (name, value) => counted().is(name, value),
    test: (name, predicate) => counted().test(name, steady(name, predicate)),
  };
}

/**
 * Makes predicates that are called twice for each value, and stop the run where they don't say the same: a RegExp with the
 * flag `g`, or a Set that remembers, would let a user round a question in each second sign-in.
 */
function steadyPredicates(faults: FaultRecord) {
  let asking = false;
  const ask = (predicate: Predicate, value: string): boolean => {
    asking = true;
    try {
      return passes(predicate, value);
    } finally {
      asking = false;
    }
  };
  // The same for the same: whoever asks with a predicate twice is recognized by it.
  const made = new Map<Predicate, Predicate>();
  const make = (name: string, predicate: Predicate): Predicate => {
    const answers = new Map<string, boolean>();
    return (value) => {
      const answer = ask(predicate, value);
      const isSteady = ask(predicate, value) === answer && (answers.get(value) ?? answer) === answer;
      // What is no function throws, and a match or a promise is no answer: both would let each user round the question.
      if (typeof predicate !== 'function' || typeof answer !== 'boolean' || !isSteady) {
        faults.fail('impure', `a predicate about ${name} that answers differently for one value, or no boolean`);
      }
      answers.set(value, answer);
      return answer;
    };
  };
  const steady = (name: string, predicate: Predicate): Predicate => {
    const known = made.get(predicate) ?? make(name, predicate);
    made.set(predicate, known);
    return known;
  };
  return { steady, isAsking: () => asking };
}
