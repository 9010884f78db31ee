import { setTimeout as wait } from 'node:timers/promises';
import type { FunctionHost, HostInvocation } from './host/index.ts';
import type { LocalFunction } from './model.ts';

/** How an invocation that nobody waits for came out, once it was tried. */
export interface EventTry {
  readonly functionName: string;
  /** Of this try: what the handler saw as `context.awsRequestId`. Absent: the function couldn't be invoked at all. */
  readonly requestId?: string;
  /** Why it failed, as Lambda words it. Absent: it didn't. */
  readonly failure?: string;
  /** Whether it is tried again, and in how many milliseconds. */
  readonly againAfterMs?: number;
}

/** What invoking such functions needs. */
export interface EventInvocationsOptions {
  /** The app's functions, as they are now. */
  readonly functions: () => readonly Pick<LocalFunction, 'functionName' | 'functionArn'>[];
  readonly host: () => Pick<FunctionHost, 'invoke'>;
  /** How long after a failure a function is tried once more, in milliseconds. Lambda takes about a minute. @default 3000 */
  readonly againAfterMs?: number;
  /** Told after each try. */
  readonly onTry: (tried: EventTry) => void;
}

/** Told of a try. `invocation` is undefined where the function couldn't be invoked at all. */
export type OnTried = (tried: EventTry, invocation: HostInvocation | undefined) => void;

/** What becomes of a failure where nobody is told: it goes to the standard error output. */
export function printFailure({ functionName, failure }: EventTry): void {
  if (failure !== undefined) console.error(`[${functionName}] failed: ${failure}`);
}

/** Invokes functions of the app as Lambda does: those of the type `Event` nobody waits for. */
export interface EventInvocations {
  /** Whether the app has a function of the name or ARN. */
  has(functionName: string): boolean;
  /**
   * Has a function invoked. False: the app has none of the name or ARN.
   *
   * @param onTried told after each try, beside who is told of all
   */
  begin(functionName: string, payload: string, onTried?: OnTried): boolean;
  /**
   * Invokes a function once, as long as its own timeout, and waits for it. Undefined: the app has none of the name or ARN.
   *
   * @throws FunctionHostClosedError where the end of the pool came before the answer
   */
  invoke(functionName: string, payload: string): Promise<HostInvocation> | undefined;
  /** Resolves when none is under way. One that waits to be tried again isn't. Never rejects. */
  idle(): Promise<void>;
  /** Begins nothing any more. */
  close(): void;
}

/** Lambda's longest timeout. The function's own ends it before that. */
const PATIENCE_MS = 900_000;
const AGAIN_AFTER_MS = 3_000;
/** Lambda queues them. Here a moment will do, so that they don't take time from the call that asked for them. */
const QUEUED_MS = 25;
/** Lambda tries a function of the default settings three times; the construct asks for two. */
const TRIES = 2;

/**
 * Makes what invokes functions that nobody waits for: in a moment, and once more some time after it failed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export function eventInvocations(options: EventInvocationsOptions): EventInvocations {
  const { functions, host, againAfterMs = AGAIN_AFTER_MS, onTry } = options;
  const running = new Set<Promise<void>>();
  const waiting = new Set<NodeJS.Timeout>();
  let closed = false;

  async function attempt(asked: Asked, left: number): Promise<void> {
    const { functionName, functionArn, payload, onTried } = asked;
    await wait(QUEUED_MS, undefined, { ref: false });
    if (closed) return;
    const { invocation, ...outcome } = await host()
      .invoke(functionArn, payload, { tryMs: PATIENCE_MS, tries: 1 })
      .then(
        (made) => ({ invocation: made, ...outcomeOf(made) }),
        (error: Error) => ({ invocation: undefined, failure: error.message }),
      );
    // What the end of the pool ended is no failure.
    if (closed) return;
    const again = outcome.failure !== undefined && left > 0;
    const tried: EventTry = { functionName, ...outcome, ...(again && { againAfterMs }) };
    onTry(tried);
    onTried?.(tried, invocation);
    if (!again) return;
    const timer = setTimeout(() => {
      waiting.delete(timer);
      begin(asked, left - 1);
    }, againAfterMs);
    waiting.add(timer);
  }

  function begin(asked: Asked, left: number): void {
    const attempted = attempt(asked, left).finally(() => running.delete(attempted));
    running.add(attempted);
  }

  const find = (name: string) =>
    functions().find(({ functionName, functionArn }) => [functionName, functionArn].includes(name));

  return {
    has: (name) => find(name) !== undefined,
    invoke(name, payload) {
      const found = find(name);
      return found && host().invoke(found.functionArn, payload, { tryMs: PATIENCE_MS, tries: 1 });
    },
    begin(name, payload, onTried) {
      const found = find(name);
      if (found && !closed) begin({ ...found, payload, onTried }, TRIES - 1);
      return found !== undefined;
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    close() {
      closed = true;
      for (const timer of waiting) clearTimeout(timer);
    },
  };
}

interface Asked extends Pick<LocalFunction, 'functionName' | 'functionArn'> {
  readonly payload: string;
  readonly onTried: OnTried | undefined;
}

function outcomeOf(invocation: HostInvocation): Pick<EventTry, 'requestId' | 'failure'> {
  const requestId = invocation.tries.at(-1)?.requestId;
  return {
    ...(requestId !== undefined && { requestId }),
    ...(invocation.kind === 'failed' && { failure: `${invocation.errorType}: ${invocation.errorMessage}` }),
    ...(invocation.kind === 'timed out' && { failure: 'it took longer than 15 minutes' }),
  };
}
