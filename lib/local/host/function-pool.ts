import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { LocalFunction } from '../model.ts';
import { FunctionProcess, type ProcessSurroundings } from './function-process.ts';
import type { FunctionProcessStatus } from './invocation.ts';
import type { EventOutcome } from './runtime-message.ts';

/** More processes at once than cores only take turns. */
const CORES = availableParallelism();

/** One event on its way through a pool. */
export interface Ticket {
  readonly requestId: string;
  readonly payload: string;
  readonly outcome: Promise<EventOutcome>;
  /** Whether a process was started for it; known once it runs. */
  cold: boolean;
  /** Nobody waits for it any more: it isn't begun, where it hasn't been. */
  dropped: boolean;
  readonly settle: (outcome: EventOutcome) => void;
}

export function makeTicket(payload: string): Ticket {
  const { promise, resolve } = Promise.withResolvers<EventOutcome>();
  return { requestId: randomUUID(), payload, outcome: promise, cold: false, dropped: false, settle: resolve };
}

/** The processes of one function, and the events that wait for one of them. A function that can't run here has none of either. */
export class FunctionPool {
  readonly definition: LocalFunction;
  /** What the code folder looked like when the pool was made. */
  readonly bundleState: string;
  readonly #surroundings: ProcessSurroundings;
  readonly #processes = new Set<FunctionProcess>();
  /** The one that was used last is taken first, so that the others grow old and are ended. */
  readonly #idle: FunctionProcess[] = [];
  #waiting: Ticket[] = [];
  #busy = 0;
  /** When a process last became free, by the monotonic clock. */
  #freedAt = 0;
  #retired = false;
  #whenStarted: (() => void)[] = [];

  constructor(definition: LocalFunction, bundleState: string, surroundings: ProcessSurroundings) {
    this.definition = definition;
    this.bundleState = bundleState;
    this.#surroundings = surroundings;
  }

  get processes(): readonly FunctionProcessStatus[] {
    return [...this.#processes].map((process) => process.status);
  }

  submit(ticket: Ticket): void {
    const { refusal } = this.definition;
    if (refusal !== undefined) {
      // Cognito puts a full stop of its own behind what it hands on.
      ticket.settle({ kind: 'crashed', errorType: 'NotRunHere', errorMessage: refusal.replace(/\.$/, '') });
      return;
    }
    this.#waiting.push(ticket);
    if (this.#processes.size === 0) this.#start();
    else if (this.#busy < CORES) this.#wake();
    if (this.#waiting.length > 0) this.#helpLater(ticket, this.#surroundings.limits.scaleAfterMs);
  }

  /** Resolves when a process has loaded its handler, or failed to. */
  warm(): Promise<void> {
    if (this.#processes.size > 0 || this.#retired || this.definition.refusal !== undefined) return Promise.resolve();
    this.#start();
    return new Promise((resolve) => void this.#whenStarted.push(resolve));
  }

  /** Ends what is idle now and the others when they are done; hands back the events that haven't begun. */
  retire(): readonly Ticket[] {
    this.#retired = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const process of this.#processes) if (process.status.state !== 'busy') void process.end();
    this.#idle.length = 0;
    return waiting;
  }

  /** Ends the idle processes that had no event since `moment`, but for one. */
  trim(moment: number): void {
    for (const process of this.#idle.filter(({ idleSince }) => idleSince < moment)) {
      if (this.#processes.size <= 1) return;
      this.#forget(process);
      void process.end();
    }
  }

  watchMemory(): void {
    for (const process of this.#processes) process.watchMemory();
  }

  async end(): Promise<void> {
    this.#retired = true;
    await Promise.all([...this.#processes].map((process) => process.end()));
  }

  #helpLater(ticket: Ticket, milliseconds: number): void {
    setTimeout(() => setImmediate(() => this.#help(ticket)), milliseconds).unref();
  }

  /**
   * Takes another process for an event that has waited, unless others were served meanwhile: a few warm processes serve a
   * queue that moves sooner than many that are cold. Beyond the cores, a new one helps only where those before it wait
   * for something else than a core.
   */
  #help(ticket: Ticket): void {
    this.#waiting = this.#waiting.filter(({ dropped }) => !dropped);
    if (!this.#waiting.includes(ticket)) return;
    const { scaleAfterMs } = this.#surroundings.limits;
    const patient = this.#idle.length === 0 && this.#processes.size >= CORES;
    const patienceMs = patient ? 10 * scaleAfterMs : scaleAfterMs;
    const stillMs = performance.now() - this.#freedAt;
    if (stillMs < patienceMs) {
      this.#helpLater(ticket, patienceMs - stillMs);
      return;
    }
    if (this.#wake()) return;
    const starting = this.processes.filter(({ state }) => state === 'starting').length;
    if (starting < this.#waiting.length) this.#start();
  }

  /** Gives the next event to an idle process, the one that was used last. */
  #wake(): boolean {
    const process = this.#idle.pop();
    const ticket = process && this.#next();
    if (process && ticket) this.#run(process, ticket);
    else if (process) this.#idle.push(process);
    return ticket !== undefined;
  }

  #start(): void {
    if (this.#retired || this.#processes.size >= this.#surroundings.limits.mostProcesses) return;
    const process = new FunctionProcess(this.definition, this.#surroundings, {
      onFree: () => this.#onFree(process),
      onEnd: (_, failure) => this.#onEnd(process, failure),
    });
    this.#processes.add(process);
  }

  #run(process: FunctionProcess, ticket: Ticket): void {
    this.#busy++;
    ticket.cold = process.isCold;
    void process.run(ticket.requestId, ticket.payload).then((outcome) => {
      this.#busy--;
      ticket.settle(outcome);
    });
  }

  #onFree(process: FunctionProcess): void {
    this.#freedAt = performance.now();
    this.#started();
    const next = this.#next();
    if (this.#retired) void process.end();
    else if (next !== undefined) this.#run(process, next);
    else {
      process.freeze();
      this.#idle.push(process);
    }
  }

  #onEnd(process: FunctionProcess, failure: EventOutcome | undefined): void {
    this.#started();
    this.#forget(process);
    // Lambda answers the event for which it tried to start the environment.
    if (failure !== undefined) this.#next()?.settle(failure);
    if (this.#waiting.some(({ dropped }) => !dropped) && this.#processes.size === 0) this.#start();
  }

  #next(): Ticket | undefined {
    for (;;) {
      const ticket = this.#waiting.shift();
      if (ticket === undefined || !ticket.dropped) return ticket;
    }
  }

  #started(): void {
    const resolvers = this.#whenStarted;
    this.#whenStarted = [];
    for (const resolve of resolvers) resolve();
  }

  #forget(process: FunctionProcess): void {
    this.#processes.delete(process);
    const at = this.#idle.indexOf(process);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}
