import { isDeepStrictEqual } from 'node:util';
import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalFunction } from '../model.ts';
import { bundleStateOf } from './bundle-state.ts';
import { FunctionHostClosedError, UnknownFunctionError } from './errors.ts';
import { FunctionPool, makeTicket } from './function-pool.ts';
import type { ProcessSurroundings } from './function-process.ts';
import { DEFAULT_LIMITS, type HostLimits } from './host-limits.ts';
import type { FunctionHost, FunctionLog, HostInvocation, OutsideCall, Try } from './invocation.ts';
import { startGuard } from './orphan-guard.ts';
import type { EventOutcome } from './runtime-message.ts';

/** What the function host is started with. */
export interface FunctionHostOptions {
  readonly functions: readonly LocalFunction[];
  /**
   * Environment variables that every function gets beside its own: `AWS_ENDPOINT_URL_SES` and the like.
   *
   * @default - none
   */
  readonly environment?: TextMap;
  /**
   * Called after each try of an invocation.
   *
   * @default - nobody is told
   */
  readonly onTry?: (functionArn: string, made: Try) => void;
  /**
   * Called for each line that a function prints.
   *
   * @default - the line goes to the standard error output, after the function's name
   */
  readonly onLog?: (log: FunctionLog) => void;
  /**
   * Called when a function calls a host beyond this machine: once for each host, whichever function calls it first.
   *
   * @default - nobody is told
   */
  readonly onOutside?: (call: OutsideCall) => void;
  /** Whether functions may call this machine alone. AWS they never may. @default false */
  readonly offline?: boolean;
  /**
   * The clock that functions see: `Date` says its time, while timers and the context's remaining time stay the machine's.
   * Milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: () => number;
  /**
   * @default - Cognito's and Lambda's, see {@link DEFAULT_LIMITS}
   */
  readonly limits?: Partial<HostLimits>;
}

const MEASURE_MEMORY_MS = 100;

/**
 * Starts a host that runs each function's bundle in child processes of its own, as Lambda runs it for Cognito. What invokes a
 * function that can't run here gets its `refusal`, as an error of the type `NotRunHere`.
 *
 * @throws MissingBundleError where a function's code folder isn't there
 *
 * @example
 * const host = startFunctionHost({ functions: app.functions, environment: { AWS_ENDPOINT_URL_SES: ses.url } });
 * const invocation = await host.invoke(functionArn, JSON.stringify(event));
 * if (invocation.kind === 'answered') invocation.payload; // JSON text
 * await host.close();
 */
export function startFunctionHost(options: FunctionHostOptions): FunctionHost {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bundleStates = new Map(options.functions.map((definition) => [definition, bundleStateOf(definition)]));
  const guard = startGuard();
  /** The hosts beyond this machine. */
  const called = new Set<string>();
  const surroundings: ProcessSurroundings = {
    limits,
    endpoints: options.environment ?? {},
    guard,
    onLog: options.onLog ?? printLog,
    onOutside(call) {
      if (called.has(call.host)) return;
      called.add(call.host);
      options.onOutside?.(call);
    },
    offline: options.offline ?? false,
    now: options.now ?? Date.now,
  };
  const pools = new Map<string, FunctionPool>();
  /** Replaced pools whose last events still run. */
  let leaving: FunctionPool[] = [];
  const closing = Promise.withResolvers<never>();
  closing.promise.catch(() => {});
  let closed = false;

  for (const [definition, bundleState] of bundleStates) {
    pools.set(definition.functionArn, new FunctionPool(definition, bundleState, surroundings));
  }
  const trimming = setInterval(() => {
    for (const pool of pools.values()) pool.trim(Date.now() - limits.keepWarmMs);
    leaving = leaving.filter(({ processes }) => processes.length > 0);
  }, limits.keepWarmMs / 2).unref();
  const measuring = setInterval(() => {
    for (const pool of [...pools.values(), ...leaving]) pool.watchMemory();
  }, MEASURE_MEMORY_MS).unref();

  /** One try: the outcome, or `undefined` where whoever invokes it waits no longer. */
  async function tryOnce(
    functionArn: string,
    payload: string,
    tryMs: number,
  ): Promise<[Try, EventOutcome | undefined]> {
    const pool = pools.get(functionArn);
    if (pool === undefined) throw unknownFunction(functionArn, pools);
    const startedAt = Date.now();
    const begun = performance.now();
    const ticket = makeTicket(payload);
    const patience = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => patience.resolve(undefined), tryMs);
    pool.submit(ticket);
    let outcome: EventOutcome | undefined;
    try {
      outcome = await Promise.race([ticket.outcome, patience.promise, closing.promise]);
    } finally {
      clearTimeout(timer);
      ticket.dropped = true;
    }
    const made: Try = {
      requestId: ticket.requestId,
      startedAt,
      durationMs: performance.now() - begun,
      cold: ticket.cold,
      outcome: outcome?.kind ?? 'timed out',
    };
    options.onTry?.(functionArn, made);
    return [made, outcome];
  }

  return {
    async invoke(functionArn, payload, patience = limits): Promise<HostInvocation> {
      const tries: Try[] = [];
      while (tries.length < patience.tries) {
        if (closed) throw new FunctionHostClosedError('The function host is closed.');
        const [made, outcome] = await tryOnce(functionArn, payload, patience.tryMs);
        tries.push(made);
        // An error is an answer too. Whether Cognito tries again after one isn't known; only silence is documented.
        if (outcome?.kind === 'answered') return { kind: 'answered', payload: outcome.payload, tries };
        if (outcome !== undefined) {
          return { kind: 'failed', errorType: outcome.errorType, errorMessage: outcome.errorMessage, tries };
        }
      }
      return { kind: 'timed out', tries };
    },

    async warm(functionArns = pools.keys()) {
      const warmed = Promise.all([...functionArns].map((functionArn) => pools.get(functionArn)?.warm()));
      await Promise.race([warmed, closing.promise]).catch(() => {}); // closed meanwhile
    },

    update(functions) {
      if (closed) throw new FunctionHostClosedError('The function host is closed.');
      const wanted = functions.map((definition) => ({ definition, bundleState: bundleStateOf(definition) }));
      const replaced = new Map(pools);
      for (const { definition, bundleState } of wanted) {
        const before = replaced.get(definition.functionArn);
        if (before?.bundleState === bundleState && isDeepStrictEqual(before.definition, definition)) {
          replaced.delete(definition.functionArn);
          continue;
        }
        pools.set(definition.functionArn, new FunctionPool(definition, bundleState, surroundings));
      }
      for (const [functionArn, pool] of replaced) {
        const kept = functions.some((definition) => definition.functionArn === functionArn);
        if (!kept) pools.delete(functionArn);
        const error = unknownFunction(functionArn, pools);
        for (const ticket of pool.retire()) {
          if (kept) pools.get(functionArn)?.submit(ticket);
          else ticket.settle({ kind: 'crashed', errorType: error.name, errorMessage: error.message });
        }
        leaving.push(pool);
      }
    },

    processes: () => [...pools.values(), ...leaving].flatMap(({ processes }) => processes),

    async close() {
      if (closed) return;
      closed = true;
      clearInterval(trimming);
      clearInterval(measuring);
      closing.reject(new FunctionHostClosedError('The function host was closed before the function answered.'));
      await Promise.all([...pools.values(), ...leaving].map((pool) => pool.end()));
      guard.close();
    },
  };
}

function unknownFunction(functionArn: string, pools: ReadonlyMap<string, FunctionPool>): UnknownFunctionError {
  const known = [...pools.keys()].join(', ') || 'none';
  return new UnknownFunctionError(`There is no function ${functionArn}. The app's functions: ${known}.`);
}

function printLog({ functionName, text }: FunctionLog): void {
  process.stderr.write(`[${functionName}] ${text}\n`);
}
