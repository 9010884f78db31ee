import { type FlowFault, FlowRunError } from './errors.ts';

/** What a flow did wrong in one run: kept, so that no `catch` of the flow's own hides it. */
export interface FaultRecord {
  /** Keeps the fault and throws it into the flow. */
  fail(fault: FlowFault, what?: string): never;
  /** Throws the first fault of the run, if there was one. */
  assertNone(): void;
  /** What stopped the run: its first fault; else what the flow threw, which may be anything. */
  errorOf(thrown: unknown): FlowRunError;
  /** Throws if the run is over: a flow may keep nothing from one run to the next. */
  assertRunning(what: string): void;
  /** Ends the run. */
  close(): void;
}

/** Begins to record the faults of one run. */
export function recordFaults(): FaultRecord {
  let first: FlowRunError | undefined;
  let running = true;
  const fail = (fault: FlowFault, what?: string): never => {
    first ??= new FlowRunError(fault, what);
    throw first;
  };
  return {
    fail,
    assertNone() {
      if (first) throw first;
    },
    errorOf: (thrown) => first ?? (isRunError(thrown) ? thrown : new FlowRunError('throws', '', { cause: thrown })),
    assertRunning(what) {
      if (!running) fail('impure', `${what} of an earlier run`);
    },
    close() {
      running = false;
    },
  };
}

function isRunError(thrown: unknown): thrown is FlowRunError {
  try {
    return thrown instanceof FlowRunError;
  } catch {
    // A revoked proxy, say: even to ask what it is throws.
    return false;
  }
}
