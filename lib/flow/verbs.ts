import type { Ask, Verb } from './ask.ts';
import type { FaultRecord } from './faults.ts';
import { CHOICE, type Challenges, type FlowContext } from './flow.ts';

type Verbs = Omit<FlowContext, 'user'>;

/** The verbs of one run, and what that run must know of their use. */
export interface VerbRecord {
  readonly verbs: Verbs;
  /** Marks what the flow yielded as asked. Throws unless a verb of this run made it. */
  asked(value: unknown): Ask;
  /** Throws if a verb was made and never asked. */
  assertNoneForgotten(): void;
}

/** A verb of one run. Neither a generator nor a literal, which are slow to make: `check` makes a million. */
class MadeVerb<Asked extends Ask, Result> implements Verb<Asked, Result> {
  readonly #ask: Asked;
  readonly #verbOf: Map<unknown, object>;

  constructor(ask: Asked, verbOf: Map<unknown, object>) {
    this.#ask = ask;
    this.#verbOf = verbOf;
  }

  /** Yields the ask once, and hands back what the run replies. */
  [Symbol.iterator](): Iterator<Asked, Result, unknown> {
    // A fresh object each time: asking the same verb twice asks twice.
    const asking: Asked = { ...this.#ask };
    Object.freeze(asking);
    this.#verbOf.set(asking, this);
    let yielded = false;
    return {
      next(reply) {
        if (yielded) return { done: true, value: reply as Result };
        yielded = true;
        return { done: false, value: asking };
      },
    };
  }
}

/** Makes the verbs of one run, for the challenges the flow declared. */
export function recordVerbs(challenges: Challenges, faults: FaultRecord): VerbRecord {
  const unasked = new Map<object, string>();
  const verbOf = new Map<unknown, object>();

  function verb<Asked extends Ask, Result>(call: string, ask: Asked): Verb<Asked, Result> {
    faults.assertRunning(call);
    const made = new MadeVerb<Asked, Result>(ask, verbOf);
    unasked.set(made, call);
    return made;
  }

  /** The call as the flow's author wrote it. */
  const callOf = (word: string, ...names: readonly string[]): string => {
    const call = `${word}('${names.join("', '")}')`;
    for (const name of names) {
      // A name that is no text could change from one look to the next.
      if (typeof name !== 'string' || !Object.hasOwn(challenges, name)) faults.fail('unknown-challenge', call);
    }
    return call;
  };

  return {
    verbs: {
      pass: (name) => verb(callOf('pass', name), { kind: 'challenge', name, mustPass: true }),
      attempt: (name) => verb(callOf('attempt', name), { kind: 'challenge', name, mustPass: false }),
      choose: (...options) => {
        const call = callOf(CHOICE, ...options);
        if (options.length < 2 || new Set(options).size !== options.length) faults.fail('bad-choice', call);
        return verb(call, { kind: 'choice', options: Object.freeze([...options]) });
      },
      password: () => verb('password()', { kind: 'password' }),
      refuse: (reason) => verb(`refuse('${reason}')`, { kind: 'refusal', reason: String(reason) }),
    },
    asked(value) {
      const made = verbOf.get(value);
      if (!made) return faults.fail('foreign-yield', unasked.get(value as object));
      unasked.delete(made);
      return value as Ask;
    },
    assertNoneForgotten() {
      for (const call of unasked.values()) faults.fail('forgotten-verb', call);
    },
  };
}
