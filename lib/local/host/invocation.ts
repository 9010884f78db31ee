import type { LocalFunction } from '../model.ts';
import type { HostLimits } from './host-limits.ts';

/** One of the up to three tries that Cognito gives a trigger. */
export interface Try {
  /** The id that the handler saw as `context.awsRequestId`. */
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** This was the first event of a process that was started for it. */
  readonly cold: boolean;
  readonly outcome: 'answered' | 'threw' | 'timed out' | 'crashed';
}

/** How long whoever invokes a function waits for it, and how often. */
export type Patience = Pick<HostLimits, 'tryMs' | 'tries'>;

/** How an invocation came out. */
export type HostInvocation = { readonly tries: readonly Try[] } & (
  | {
      readonly kind: 'answered';
      /** The handler's answer as JSON text; `undefined` where it returned nothing. */
      readonly payload: string | undefined;
    }
  /** The handler threw, or its process ended: `errorMessage` as Lambda words it. */
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  /** Three tries passed Cognito's 5 seconds. */
  | { readonly kind: 'timed out' }
);

/** What a function wrote to its standard output or error: one line. */
export interface FunctionLog {
  readonly functionArn: string;
  readonly functionName: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** That a function called a host beyond this machine, or looked its name up. */
export interface OutsideCall {
  readonly functionName: string;
  /** Its name or address, in lower case. */
  readonly host: string;
  /** Whether the function was kept from it: AWS is never called, and nothing is offline. */
  readonly refused: boolean;
}

/** A process of a function, as it stands now. */
export interface FunctionProcessStatus {
  readonly functionArn: string;
  readonly processId: number;
  readonly state: 'starting' | 'idle' | 'busy' | 'ended';
}

/** Runs the Lambda bundles, with Lambda's and Cognito's limits. */
export interface FunctionHost {
  /**
   * Invokes a function as Cognito invokes a trigger: 5 seconds a try, three tries, the same event each time.
   *
   * @param payload the event as JSON text
   * @param patience what takes the place of Cognito's: Lambda itself waits for the function's own timeout
   * @throws UnknownFunctionError where no function has this ARN
   * @throws FunctionHostClosedError where the host was closed before the answer came
   */
  invoke(functionArn: string, payload: string, patience?: Patience): Promise<HostInvocation>;
  /**
   * Starts one process of each function that has none, so that the first event finds it warm. Never fails.
   *
   * @param functionArns of which functions; ARNs that no function has are passed over @default - all of them
   */
  warm(functionArns?: Iterable<string>): Promise<void>;
  /** Replaces the functions. What runs, runs to its end; changed and removed functions' idle processes are ended. */
  update(functions: readonly LocalFunction[]): void;
  /** Every process that lives. */
  processes(): readonly FunctionProcessStatus[];
  /** Ends every process, at once. */
  close(): Promise<void>;
}
