import { type ChildProcess, spawn } from 'node:child_process';
import type { TextMap } from '../../protocol/text-map.ts';
import type { LocalFunction } from '../model.ts';
import type { ProcessStart } from './bootstrap/process-start.ts';
import { bootstrapArguments } from './bootstrap-arguments.ts';
import { functionEnvironment } from './function-environment.ts';

/** What a function's process is started with, beside its function. */
export interface BootstrapOptions extends Omit<ProcessStart, 'functionArn'> {
  /** Environment variables by which it finds the stand-ins. */
  readonly endpoints: TextMap;
  /** Tells it from every other process, in its environment. */
  readonly mark: string;
}

/** Whether a process can be stopped, and its group be signalled. */
export const CAN_FREEZE = process.platform !== 'win32';

const BOOTSTRAP = bootstrapArguments();

/** Starts the bootstrap in a process of its own, on its function's bundle. Its channel is the file descriptor 3. */
export function spawnBootstrap(definition: LocalFunction, options: BootstrapOptions): ChildProcess {
  const { endpoints, mark, clockOffset, offline } = options;
  const start: ProcessStart = { functionArn: definition.functionArn, clockOffset, offline };
  return spawn(
    process.execPath,
    [`--max-old-space-size=${definition.memorySize}`, ...BOOTSTRAP, JSON.stringify(start)],
    {
      cwd: definition.codeFolder,
      env: functionEnvironment(definition, endpoints, mark),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own: signals reach whatever the handler starts too, and the terminal's Ctrl+C doesn't reach it.
      detached: CAN_FREEZE,
      windowsHide: true,
    },
  );
}
