import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { FunctionHostOptions } from '../../../lib/local/host/function-host.ts';
import {
  type FunctionHost,
  type FunctionLog,
  type Invocation,
  startFunctionHost,
} from '../../../lib/local/host/index.ts';
import type { LocalFunction } from '../../../lib/local/model.ts';

/** A function of the fixtures: one of index.mjs's handlers, unless another folder is named. */
export function functionOf(name: string, changes: Partial<LocalFunction> = {}, folder = 'handlers'): LocalFunction {
  return {
    logicalId: name,
    functionName: name,
    functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
    codeFolder: fileURLToPath(new URL(`./fixtures/${folder}`, import.meta.url)),
    handler: `index.${folder === 'handlers' ? name : 'handler'}`,
    environment: {},
    memorySize: 128,
    timeout: 20,
    ...changes,
  };
}

/** A host that ends with the test. */
export interface TestHost extends FunctionHost {
  readonly logs: readonly FunctionLog[];
  /** Invokes a function by name. */
  call(name: string, event?: unknown): Promise<Invocation>;
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
export function answerOf(invocation: Invocation): unknown {
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
