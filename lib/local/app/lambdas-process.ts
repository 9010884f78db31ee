/** What a process of its own runs to make the stack of a folder: bundling and checking would hold up the pool's calls. */
import { stackOfLambdas } from './lambdas-stack.ts';
import type { LambdasOutcome, LambdasRun } from './make-lambdas-stack.ts';

function outcomeOf(run: LambdasRun): LambdasOutcome {
  try {
    return { stack: stackOfLambdas(run) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

process.once('message', (run: LambdasRun) => process.send?.(outcomeOf(run)));
