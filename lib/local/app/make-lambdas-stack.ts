import { Worker } from 'node:worker_threads';
import type { TextMap } from '../../protocol/text-map.ts';
import type { DeployTarget } from './cloud-assembly.ts';
import { AppFailedError } from './errors.ts';
import type { StackSource } from './stack.ts';

/** Which folder's stack is made, and for where. */
export interface LambdasRun {
  /** The folder with `sign-in.ts`. */
  readonly lambdas: string;
  /** Where bundles are written. */
  readonly into: string;
  readonly target: DeployTarget;
  /** Environment variables of all functions. @default {} */
  readonly environment?: TextMap | undefined;
}

/** What the thread tells. */
export type LambdasOutcome = { readonly stack: StackSource } | { readonly problem: string };

/**
 * Makes the stack of a folder with a flow in a thread of its own.
 *
 * @throws AppFailedError with what is wrong: the flow doesn't check, a file doesn't compile; the signal's reason
 */
export async function makeLambdasStack(run: LambdasRun, signal?: AbortSignal): Promise<StackSource> {
  signal?.throwIfAborted();
  const script = import.meta.url.endsWith('.ts') ? './lambdas-worker.ts' : './lambdas-worker.js';
  const worker = new Worker(new URL(script, import.meta.url), { workerData: run });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop);
  try {
    const outcome = await new Promise<LambdasOutcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(signal?.reason ?? new AppFailedError(`${run.lambdas} can't be loaded`, '')));
    });
    if ('stack' in outcome) return outcome.stack;
    throw new AppFailedError(outcome.problem, outcome.problem);
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
