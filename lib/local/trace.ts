import { randomBytes } from 'node:crypto';
import type { Try } from './host/invocation.ts';

/** What every event has. */
interface Traced {
  /** `<epoch>-<n>`: the epoch is another one each time the local pool starts, `n` counts from 1. */
  readonly id: string;
  /** That of the API call. */
  readonly requestId: string;
  /** When the call or the invocation began, in milliseconds since 1970. */
  readonly at: number;
}

/** What an error is called, and its text, cut where it is long. */
interface Failed {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

interface Call extends Traced {
  readonly operation: string;
  /** Whom the call names, as it was given. Absent: nobody, or by a token. */
  readonly username?: string;
}

/** An API call that begins. */
export interface CallBeginTrace extends Call {
  readonly kind: 'call-begin';
}

/**
 * An API call that has ended. Never what was asked or answered: only who, what, and how it came out. Its error is what the
 * client got, where it got one.
 */
export interface CallTrace extends Call, Failed {
  readonly kind: 'call';
  readonly durationMs: number;
  readonly status: number;
}

interface Trigger extends Traced {
  readonly trigger: string;
  readonly functionArn: string;
  readonly userName: string;
  /** There is no such user: what the trigger shows is a decoy. */
  readonly userNotFound?: true;
}

/** A trigger invocation that begins. */
export interface TriggerBeginTrace extends Trigger {
  readonly kind: 'trigger-begin';
}

/** A trigger invocation that has ended, with its tries. Its error is the function's; where it worded none, Cognito's. */
export interface TriggerTrace extends Trigger, Failed {
  readonly kind: 'trigger';
  readonly durationMs: number;
  readonly outcome: 'answered' | 'failed' | 'timed out' | 'not invoked';
  readonly tries: readonly Try[];
  /** Of the answer what is no secret: what Define decided, whether Verify found the answer right. */
  readonly decision?: Readonly<Record<string, string | boolean | null>>;
}

/** What happened in the local pool. Each beginning is followed by its end, but where the local pool ends before. */
export type TraceEvent = CallBeginTrace | CallTrace | TriggerBeginTrace | TriggerTrace;

type WithoutId<Event> = Event extends TraceEvent ? Omit<Event, 'id'> : never;
/** An event before it has its id. */
export type NewTraceEvent = WithoutId<TraceEvent>;

/** What a reader gets at once. */
export interface TracePiece {
  /** How many events have come and gone since it read last. */
  readonly missed: number;
  readonly events: readonly TraceEvent[];
}

const KEPT = 1_000;
/** Of each text that a function or a client words, in characters. */
const LONGEST_TEXT = 1_024;

/** Milliseconds since a `performance.now()`, to the hundredth. */
export const elapsedSince = (begun: number): number => Math.round((performance.now() - begun) * 100) / 100;

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);

/** What happened lately, and what happens: for the console, and for whoever asks why a sign-in failed. */
export class Trace {
  /** Tells this run's events from those of another. */
  readonly #epoch = randomBytes(4).toString('hex');
  #count = 0;
  /** Oldest first. */
  readonly #recent: TraceEvent[] = [];
  readonly #listeners = new Set<(event: TraceEvent) => void>();

  add(event: NewTraceEvent): void {
    this.#count++;
    const made: TraceEvent = Object.freeze({ ...event, ...shortTexts(event), id: `${this.#epoch}-${this.#count}` });
    this.#recent.push(made);
    // Twice as many before dropping, so that dropping stays cheap.
    if (this.#recent.length > 2 * KEPT) this.#recent.splice(0, this.#recent.length - KEPT);
    for (const listener of this.#listeners) listener(made);
  }

  /** What happened after an event, as far as it is kept: all of it where the id is none of this run's. @default - all */
  since(id?: string): readonly TraceEvent[] {
    return this.#after(this.#numberOf(id)).events;
  }

  /**
   * A reader that has seen an event last. Each call of what it returns gives what has happened since the call before: so a
   * slow reader holds nothing, and is told what it has missed.
   */
  read(id?: string): () => TracePiece {
    let seen = this.#numberOf(id);
    return () => {
      const piece = this.#after(seen);
      seen = this.#count;
      return piece;
    };
  }

  /** Calls the listener for each event from now on. The function it returns ends that. */
  subscribe(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #after(seen: number): TracePiece {
    const dropped = this.#count - this.#recent.length;
    return { missed: Math.max(0, dropped - seen), events: this.#recent.slice(Math.max(0, seen - dropped)) };
  }

  #numberOf(id = ''): number {
    const [, epoch, number] = /^(\w+)-(\d{1,15})$/.exec(id) ?? [];
    return epoch === this.#epoch && Number(number) <= this.#count ? Number(number) : 0;
  }
}

function shortTexts(event: NewTraceEvent): Failed {
  if (event.kind !== 'call' && event.kind !== 'trigger') return {};
  const { errorType, errorMessage } = event;
  return {
    ...(errorType !== undefined && { errorType: cut(errorType) }),
    ...(errorMessage !== undefined && { errorMessage: cut(errorMessage) }),
  };
}
