import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { FunctionHostOptions } from '../../../lib/local/host/function-host.ts';
import {
  type FunctionHost,
  type FunctionLog,
  type HostInvocation,
  startFunctionHost,
} from '../../../lib/local/host/index.ts';
import type { LocalFunction } from '../../../lib/local/model.ts';
import { functionOf } from './function-of.ts';

/** A host that ends with the test. */
export interface TestHost extends FunctionHost {
  readonly logs: readonly FunctionLog[];
  /** Invokes a function by name. */
  call(name: string, event?: unknown): Promise<HostInvocation>;
}

export function hostOf(functions: readonly LocalFunction[], options: Partial<FunctionHostOptions> = {}): TestHost {
  const logs: FunctionLog[] = [];
  const host = startFunctionHost({ functions, onLog: (log) => logs.push(log), ...options });
  onTestFinished(() => host.close());
  return {
    ...host,
    logs,
    call: (name, event = {}) => host.invoke(functionOf(name).functionArn, JSON.stringify(event)),
  };
}

/** The answer, parsed; fails the test where there is none. */
export function answerOf(invocation: HostInvocation): unknown {
  if (invocation.kind !== 'answered') throw new Error(`no answer, but ${JSON.stringify(invocation)}`);
  return invocation.payload === undefined ? undefined : JSON.parse(invocation.payload);
}

/** Linux's letter for a process: `T` stopped, `R` and `S` running; `undefined` where it is gone. */
export function processState(processId: number): string | undefined {
  try {
    const state = readFileSync(`/proc/${processId}/stat`, 'utf8').replace(/^.*\) /, '')[0];
    return state === 'Z' ? undefined : state;
  } catch {
    return undefined;
  }
}
