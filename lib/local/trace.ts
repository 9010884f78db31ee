import type { Try } from './host/invocation.ts';

/** One API call. Never what was asked or answered: only who, what, and how it came out. */
export interface CallTrace {
  readonly kind: 'call';
  readonly id: number;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: string;
  readonly durationMs: number;
  readonly status: number;
  /** Whom the call names, as it was given. Absent: nobody, or by a token. */
  readonly username?: string;
  /** Cognito's type, where it was an error. */
  readonly errorType?: string;
  /** Cognito's text, where it was an error that no function worded. */
  readonly errorMessage?: string;
}

/** One trigger invocation, with its tries. */
export interface TriggerTrace {
  readonly kind: 'trigger';
  readonly id: number;
  /** That of the API call it belongs to. */
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly trigger: string;
  readonly functionArn: string;
  readonly userName: string;
  /** There is no such user: what the trigger shows is a decoy. */
  readonly userNotFound?: true;
  readonly durationMs: number;
  readonly outcome: 'answered' | 'failed' | 'timed out' | 'not invoked';
  readonly tries: readonly Try[];
  /** Of the answer what is no secret: what Define decided, whether Verify found the answer right. */
  readonly decision?: Readonly<Record<string, string | boolean | null>>;
}

/** What happened in the local pool. */
export type TraceEvent = CallTrace | TriggerTrace;

/** An event before it has its number. */
export type NewTraceEvent = Omit<CallTrace, 'id'> | Omit<TriggerTrace, 'id'>;

const KEPT = 500;

/** Milliseconds since a `performance.now()`, to the hundredth. */
export const elapsedSince = (begun: number): number => Math.round((performance.now() - begun) * 100) / 100;

/** What happened lately, and what happens: for the console, and for whoever asks why a sign-in failed. */
export class Trace {
  #nextId = 1;
  /** Oldest first. */
  readonly #recent: TraceEvent[] = [];
  readonly #listeners = new Set<(event: TraceEvent) => void>();

  add(event: NewTraceEvent): void {
    const numbered: TraceEvent = Object.freeze({ ...event, id: this.#nextId++ });
    this.#recent.push(numbered);
    // Twice as many before dropping, so that dropping stays cheap.
    if (this.#recent.length > 2 * KEPT) this.#recent.splice(0, this.#recent.length - KEPT);
    for (const listener of this.#listeners) listener(numbered);
  }

  /** What happened after the event of that number, as far as it is kept. */
  since(id: number): readonly TraceEvent[] {
    return this.#recent.filter((event) => event.id > id);
  }

  /** Calls the listener for each event from now on. The function it returns ends that. */
  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
