/** One of the up to three tries that Cognito gives a trigger. */
export interface Try {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly cold: boolean;
  readonly outcome: 'answered' | 'threw' | 'timed out' | 'crashed';
}

/** How an invocation came out. */
export type Invocation = { readonly tries: readonly Try[] } & (
  | {
      readonly kind: 'answered' /** The handler's answer as JSON text; `undefined` where it returned nothing. */;
      readonly payload: string | undefined;
    }
  /** The handler threw, or its process ended: `errorMessage` as Lambda words it. */
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  /** Three tries passed Cognito's 5 seconds. */
  | { readonly kind: 'timed out' }
);

/** Runs the Lambda bundles, with Lambda's and Cognito's limits. */
export interface FunctionHost {
  /**
   * Invokes a function as Cognito invokes a trigger: 5 seconds a try, three tries, the same event each time.
   *
   * @param payload the event as JSON text
   */
  invoke(functionArn: string, payload: string): Promise<Invocation>;
  /** Ends every process. */
  close(): Promise<void>;
}
