import type { FlowFault, FlowRunError } from '../errors.ts';

/** What was wrong, and what to write instead. `what` is the part of the flow that is at fault. */
const TEXTS: Readonly<Record<FlowFault, (what: string) => string>> = {
  'not-a-generator': () => 'the flow is no generator function: write function* (…) { … }, and not async',
  'unknown-challenge': (what) => `${what}: the flow declares no challenge of that name`,
  'bad-choice': (what) => `${what}: a choice needs two or more different names`,
  'foreign-yield': (what) =>
    what
      ? `${what} was yielded without its star: write yield* ${what}`
      : "the flow yielded something that no verb of this run made: write yield* pass('…')",
  'forgotten-verb': (what) => `${what} was made but never asked: write yield* ${what}`,
  'password-not-first': () => 'password() can only be asked first, and once',
  endless: (what) => `the flow ${what}: does it loop?`,
  impure: (what) => `a flow must be pure: it used ${what}`,
  throws: () => 'the flow threw an error',
};

/** Says in a sentence what a flow did wrong. Apart from the error, so that a function loads it only to explain. */
export const explainFault = ({ fault, what }: Pick<FlowRunError, 'fault' | 'what'>): string => TEXTS[fault](what);
