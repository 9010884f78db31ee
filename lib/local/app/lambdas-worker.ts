/** What a thread of its own runs to make the stack of a folder: bundling and checking would hold up the pool's calls. */
import { parentPort, workerData } from 'node:worker_threads';
import { stackOfLambdas } from './lambdas-stack.ts';
import type { LambdasOutcome, LambdasRun } from './make-lambdas-stack.ts';

function outcome(): LambdasOutcome {
  try {
    return { stack: stackOfLambdas(workerData as LambdasRun) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(outcome());
