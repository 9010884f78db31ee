import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TextMap } from '../../protocol/text-map.ts';
import type { DeployTarget } from './deploy-target.ts';
import { AppFailedError } from './errors.ts';
import { guardChild, OWN_GROUP } from './guarded-child.ts';
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

/** What the process tells. */
export type LambdasOutcome = { readonly stack: StackSource } | { readonly problem: string };

/**
 * Makes the stack of a folder with a flow in a process of its own: what loads the handlers is ended with it, whatever they do.
 *
 * @throws AppFailedError with what is wrong: the flow doesn't check, a file doesn't compile; the signal's reason
 */
export async function makeLambdasStack(run: LambdasRun, signal?: AbortSignal): Promise<StackSource> {
  signal?.throwIfAborted();
  const script = import.meta.url.endsWith('.ts') ? './lambdas-process.ts' : './lambdas-process.js';
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
    // Neither this process's inspector nor what a test runner or a loader has set up is the child's.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: OWN_GROUP,
  });
  const { kill, release } = guardChild(child);
  signal?.addEventListener('abort', kill);
  try {
    const outcome = await new Promise<LambdasOutcome>((resolve, reject) => {
      child.once('message', (message) => resolve(message as LambdasOutcome));
      child.once('error', reject);
      child.once('exit', () => reject(signal?.reason ?? new AppFailedError(`${run.lambdas} can't be loaded`, '')));
      child.send(run, () => {}); // where it fails, the child has ended
    });
    if ('stack' in outcome) return outcome.stack;
    throw new AppFailedError(outcome.problem, outcome.problem);
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    release();
  }
}
