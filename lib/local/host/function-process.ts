import type { ChildProcess } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalFunction } from '../model.ts';
import { clockOffset } from './clock-offset.ts';
import { exitMessage } from './exit-message.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import type { HostLimits } from './host-limits.ts';
import type { FunctionLog, FunctionProcessStatus, OutsideCall } from './invocation.ts';
import { cappedLines, readLines } from './log-lines.ts';
import { exceedsMemory } from './memory-limit.ts';
import type { Guard } from './orphan-guard.ts';
import { type EventOutcome, readRuntimeMessage } from './runtime-message.ts';
import { CAN_FREEZE, spawnBootstrap } from './spawn-bootstrap.ts';

/** What a function process needs of its host. */
export interface ProcessSurroundings {
  readonly limits: HostLimits;
  readonly endpoints: TextMap;
  readonly guard: Guard;
  readonly onLog: (log: FunctionLog) => void;
  readonly onOutside: (call: OutsideCall) => void;
  /** Whether handlers may call this machine alone. */
  readonly offline: boolean;
  /** The pool's clock: milliseconds since 1970. */
  readonly now: () => number;
}

/** What happens to a process; each at most once, save `onFree`. */
export interface ProcessEvents {
  /** It has loaded its handler, or finished an event, and can take the next one. */
  onFree(process: FunctionProcess): void;
  /** It is gone. `failure`: it never came to take an event. */
  onEnd(process: FunctionProcess, failure: EventOutcome | undefined): void;
}

/** After the end of a process its last answer may still be on the way. */
const LAST_ANSWER_MS = 50;

/** How many execution environments there have been. */
let environments = 0;

interface Running {
  readonly requestId: string;
  readonly settle: (outcome: EventOutcome) => void;
  readonly timeout: NodeJS.Timeout;
}

/** One execution environment of a function: a child process that takes one event at a time. */
export class FunctionProcess {
  /** When it last became idle, in milliseconds since 1970. */
  idleSince = 0;
  #state: FunctionProcessStatus['state'] = 'starting';
  #servedBefore = false;
  #frozen = false;
  #freezeTimer: NodeJS.Timeout | undefined;
  readonly #freezeAfterMs: number;
  #running: Running | undefined;
  #initFailure: EventOutcome | undefined;
  readonly #definition: LocalFunction;
  readonly #events: ProcessEvents;
  readonly #onOutside: ProcessSurroundings['onOutside'];
  readonly #now: () => number;
  readonly #child: ChildProcess;
  readonly #channel: Duplex;
  readonly #initTimer: NodeJS.Timeout;
  readonly #exited: Promise<void>;

  constructor(definition: LocalFunction, surroundings: ProcessSurroundings, events: ProcessEvents) {
    const { limits, endpoints, guard, onLog, onOutside, offline, now } = surroundings;
    const mark = guard.mark + (++environments).toString(16).padStart(8, '0');
    this.#definition = definition;
    this.#events = events;
    this.#onOutside = onOutside;
    this.#now = now;
    this.#freezeAfterMs = limits.freezeAfterMs;
    this.#child = spawnBootstrap(definition, { endpoints, mark, offline, clockOffset: clockOffset(now) });
    const { pid } = this.#child;
    if (pid !== undefined) guard.watch(pid);
    const channel = this.#child.stdio[3];
    this.#channel = channel instanceof Duplex ? channel : new Duplex();
    this.#listen();
    for (const stream of ['stdout', 'stderr'] as const) {
      const output = this.#child[stream];
      const { functionArn, functionName } = definition;
      const capped = cappedLines((text) => onLog({ functionArn, functionName, stream, text }), limits.logs);
      if (output) readLines(output, capped, limits.logs.lineCharacters);
    }
    this.#initTimer = setTimeout(() => this.#endForTime(limits.initMs / 1000), limits.initMs);
    this.#exited = new Promise((resolve) => {
      const onExit = (message: string): void => {
        if (this.#state === 'ended') return;
        this.#killGroup(); // what the handler started goes with it
        guard.sweep(mark); // and what it detached
        if (pid !== undefined) guard.forget(pid);
        resolve();
        if (this.#state === 'idle' || this.#channel.readableEnded) {
          this.#finish(message);
          return;
        }
        setTimeout(() => this.#finish(message), LAST_ANSWER_MS);
        this.#channel.once('end', () => this.#finish(message));
      };
      this.#child.once('exit', (code, signal) => onExit(exitMessage(code, signal)));
      this.#child.once('error', (error) => onExit(`Runtime failed to start: ${error.message}`));
    });
  }

  get status(): FunctionProcessStatus {
    return { functionArn: this.#definition.functionArn, processId: this.#child.pid ?? -1, state: this.#state };
  }

  /** No event was given to it yet. */
  get isCold(): boolean {
    return !this.#servedBefore;
  }

  /** Gives it an event; only while it is free. */
  run(requestId: string, payload: string): Promise<EventOutcome> {
    const { timeout } = this.#definition;
    this.#state = 'busy';
    this.#servedBefore = true;
    clearTimeout(this.#freezeTimer);
    if (this.#frozen) this.#signal('SIGCONT');
    this.#frozen = false;
    return new Promise((settle) => {
      const timer = setTimeout(() => this.#endForTime(timeout), timeout * 1000);
      this.#running = { requestId, settle, timeout: timer };
      const deadline = Date.now() + timeout * 1000;
      this.#channel.write(encodeFrame(`${requestId} ${deadline} ${clockOffset(this.#now)}\n${payload}`));
    });
  }

  /** Stops it until the next event, as Lambda freezes an execution environment between invocations. */
  freeze(): void {
    this.#state = 'idle';
    this.idleSince = Date.now();
    if (!CAN_FREEZE) return;
    // Stopping and waking cost more than a busy function's next event is away.
    this.#freezeTimer = setTimeout(() => {
      this.#signal('SIGSTOP');
      this.#frozen = true;
    }, this.#freezeAfterMs).unref();
  }

  /** Ends it where it holds more memory than its function may. */
  watchMemory(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#state === 'idle' || this.#state === 'ended') return;
    if (exceedsMemory(pid, this.#definition.memorySize)) this.#killGroup();
  }

  /** Ends it at once: SIGKILL wakes a stopped process only to end it, so that none of its code runs again. */
  end(): Promise<void> {
    this.#killGroup();
    return this.#exited;
  }

  #listen(): void {
    const reader = new FrameReader((text) => this.#onFrame(text));
    this.#channel.on('data', (piece: Buffer) => {
      if (!reader.push(piece)) this.#killGroup();
    });
    // A handler that closes or abuses the channel can't be reached any more; one that exits ends the channel just before.
    this.#channel.on('end', () => setTimeout(() => this.#killGroup(), LAST_ANSWER_MS).unref());
    this.#channel.on('error', () => {});
  }

  #onFrame(text: string): void {
    const message = readRuntimeMessage(text);
    switch (message?.kind) {
      case 'ready':
        if (this.#state !== 'starting') return;
        clearTimeout(this.#initTimer);
        this.#events.onFree(this);
        return;
      case 'broken':
        this.#initFailure = message.outcome;
        return;
      case 'done':
        this.#settleAndFree(message.outcome);
        return;
      case 'outside':
        this.#onOutside({ functionName: this.#definition.functionName, ...message.outside });
        return;
      default:
        this.#killGroup();
    }
  }

  #settleAndFree(outcome: EventOutcome): void {
    if (this.#settle(outcome)) this.#events.onFree(this);
  }

  #settle(outcome: EventOutcome): boolean {
    const running = this.#running;
    if (running === undefined) return false;
    this.#running = undefined;
    clearTimeout(running.timeout);
    running.settle(outcome);
    return true;
  }

  #endForTime(seconds: number): void {
    const message = `Task timed out after ${seconds.toFixed(2)} seconds`;
    const outcome = { kind: 'timed out', ...this.#failure('Sandbox.Timedout', message) } as const;
    if (this.#state === 'starting') this.#initFailure = outcome;
    this.#settle(outcome);
    this.#killGroup();
  }

  #finish(message: string): void {
    if (this.#state === 'ended') return;
    const wasStarting = this.#state === 'starting';
    const crash = { kind: 'crashed', ...this.#failure('Runtime.ExitError', message) } as const;
    this.#state = 'ended';
    clearTimeout(this.#initTimer);
    clearTimeout(this.#freezeTimer);
    this.#settle(crash);
    this.#events.onEnd(this, wasStarting ? (this.#initFailure ?? crash) : undefined);
  }

  #failure(errorType: string, message: string): { errorType: string; errorMessage: string } {
    const requestId = this.#running?.requestId;
    return { errorType, errorMessage: `${requestId === undefined ? '' : `RequestId: ${requestId} `}Error: ${message}` };
  }

  #killGroup(): void {
    this.#signal('SIGKILL');
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#state === 'ended') return;
    try {
      process.kill(CAN_FREEZE ? -pid : pid, signal);
    } catch {
      // it has ended meanwhile, its exit event comes
    }
  }
}
