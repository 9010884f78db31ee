/** The base of every error of a flow; `code` never changes, the message may. */
export abstract class FlowError extends Error {
  abstract readonly code: string;
}

/** A flow or a challenge is declared in a way that can't work. */
export class FlowDefinitionError extends FlowError {
  override readonly name = 'FlowDefinitionError';
  readonly code = 'flow-definition';
}

/** Throws unless a definition holds, and says what was given instead. */
export function demand(holds: boolean, message: string, given: unknown): asserts holds {
  if (!holds) throw new FlowDefinitionError(`${message}, got ${JSON.stringify(given) ?? typeof given}`);
}

/** Throws unless an option is a whole number from `least` to `most`. */
export const demandWhole = (option: string, value: unknown, least: number, most: number): void =>
  demand(
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    `${option} must be a whole number from ${least} to ${most}`,
    value,
  );

/** Throws unless what was given is an object: null is none, nor is a list. */
export function demandObject(what: string, given: unknown): asserts given is object {
  demand(typeof given === 'object' && given !== null && !Array.isArray(given), `${what} must be an object`, given);
}

/** Throws unless what was given is an object that has known members alone: a misspelt one is never one ignored. */
export function demandMembers(what: string, given: unknown, known: readonly string[]): void {
  demandObject(what, given);
  for (const member of Object.keys(given)) {
    demand(known.includes(member), `${what} may have ${known.join(', ')}, no other`, member);
  }
}

/** What a running flow can do wrong. */
export type FlowFault =
  /** It isn't a synchronous generator function. */
  | 'not-a-generator'
  /** It named a challenge that it doesn't declare. */
  | 'unknown-challenge'
  /** It offered fewer than two different challenges. */
  | 'bad-choice'
  /** It yielded something that no verb of this run made. */
  | 'foreign-yield'
  /** It made a verb, and never asked it. */
  | 'forgotten-verb'
  /** It asked the password after something else. */
  | 'password-not-first'
  /** It asks or questions without end. */
  | 'endless'
  /** What it does depends on more than its answers. */
  | 'impure'
  /** It threw an error of its own. */
  | 'throws';

/**
 * While running, the flow did what no flow may do: forgot a `yield*`, wasn't pure, threw, never ended. `check` and the
 * log explain it in a sentence.
 */
export class FlowRunError extends FlowError {
  override readonly name = 'FlowRunError';
  readonly code = 'flow-run';
  readonly fault: FlowFault;
  /** The part of the flow that is at fault: `pass('totp')`. */
  readonly what: string;

  constructor(fault: FlowFault, what = '', options?: ErrorOptions) {
    super(what ? `${fault}: ${what}` : fault, options);
    this.fault = fault;
    this.what = what;
  }
}
