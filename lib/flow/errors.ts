/** The base of every error of a flow; `code` never changes, the message may. */
export abstract class FlowError extends Error {
  abstract readonly code: string;
}

/** A flow or a challenge is declared in a way that can't work. */
export class FlowDefinitionError extends FlowError {
  override readonly name = 'FlowDefinitionError';
  readonly code = 'flow-definition';
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

/** While running, the flow did what no flow may do: forgot a `yield*`, wasn't pure, threw, never ended. */
export class FlowRunError extends FlowError {
  override readonly name = 'FlowRunError';
  readonly code = 'flow-run';
  readonly fault: FlowFault;

  constructor(fault: FlowFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
