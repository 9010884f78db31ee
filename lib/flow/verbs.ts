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

/** What a verb gives for `yield*`: it yields its ask once, and hands back what the run replies. */
class Asking<Asked extends Ask> implements Iterator<Asked, unknown, unknown> {
  readonly #ask: Asked;
  #yielded = false;

  constructor(ask: Asked) {
    this.#ask = ask;
  }

  next(reply?: unknown): IteratorResult<Asked, unknown> {
    if (this.#yielded) return { done: true, value: reply };
    this.#yielded = true;
    return { done: false, value: this.#ask };
  }
}

/** A verb of one run. */
class MadeVerb<Asked extends Ask, Result> implements Verb<Asked, Result> {
  readonly #ask: Asked;
  readonly #verbs: Map<unknown, object>;

  constructor(ask: Asked, verbs: Map<unknown, object>) {
    this.#ask = ask;
    this.#verbs = verbs;
  }

  [Symbol.iterator](): Iterator<Asked, Result, unknown> {
    // A fresh object each time: asking the same verb twice asks twice.
    const asking: Asked = { ...this.#ask };
    Object.freeze(asking);
    this.#verbs.set(asking, this);
    return new Asking(asking) as Iterator<Asked, Result, unknown>;
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

  const declared = (name: string, call: string): void => {
    // A name that is no text could change from one look to the next.
    if (typeof name === 'string' && Object.hasOwn(challenges, name)) return;
    faults.fail(
      'unknown-challenge',
      `${call}: the flow declares no challenge of that name, only ${Object.keys(challenges).join(', ')}`,
    );
  };

  const challenge = <Name extends string, Result>(word: string, name: Name, mustPass: boolean) => {
    const call = `${word}('${name}')`;
    declared(name, call);
    return verb<{ kind: 'challenge'; name: Name; mustPass: boolean }, Result>(call, {
      kind: 'challenge',
      name,
      mustPass,
    });
  };

  return {
    verbs: {
      pass: (name) => challenge('pass', name, true),
      attempt: (name) => challenge('attempt', name, false),
      choose: (...options) => {
        const call = `${CHOICE}(${options.map((option) => `'${option}'`).join(', ')})`;
        for (const option of options) declared(option, call);
        if (options.length < 2 || new Set(options).size !== options.length) {
          faults.fail('bad-choice', `${call}: a choice needs two or more different names`);
        }
        return verb(call, { kind: 'choice', options: Object.freeze([...options]) });
      },
      password: () => verb('password()', { kind: 'password' }),
      refuse: (reason) => verb(`refuse('${reason}')`, { kind: 'refusal', reason: String(reason) }),
    },
    asked(value) {
      const made = verbOf.get(value);
      if (!made) {
        return faults.fail(
          'foreign-yield',
          "the flow yielded something that no verb of this run made: write yield* pass('…')",
        );
      }
      unasked.delete(made);
      return value as Ask;
    },
    assertNoneForgotten() {
      for (const call of unasked.values()) {
        faults.fail('forgotten-verb', `${call} was made but never asked: write yield* ${call}`);
      }
    },
  };
}
