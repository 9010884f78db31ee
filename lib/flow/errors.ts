/** The base of every error of a flow; `code` never changes, the message may. */
export abstract class FlowError extends Error {
  abstract readonly code: string;
}

/** A flow or a challenge is declared in a way that can't work. */
export class FlowDefinitionError extends FlowError {
  override readonly name = 'FlowDefinitionError';
  readonly code = 'flow-definition';
}

/** While running, the flow did what no flow may do: forgot a `yield*`, wasn't pure, threw, never ended. */
export class FlowRunError extends FlowError {
  override readonly name = 'FlowRunError';
  readonly code = 'flow-run';
}
