import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { processState } from './support.ts';

const PARENT = fileURLToPath(new URL('./fixtures/parent.ts', import.meta.url));

/** Runs a host in a process of its own; gives the ids of its function processes once they live. */
async function startParent(how = '') {
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PARENT, how], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [text] = await once(parent.stdout.setEncoding('utf8'), 'data');
  const processIds: number[] = JSON.parse(text);
  return { parent, processIds, living: () => processIds.filter((id) => processState(id) !== undefined) };
}

it.runIf(process.platform === 'linux').each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'leaves no process when the host gets %s, not even stopped, hanging, blocked and detached ones',
  async (signal) => {
    const { parent, processIds, living } = await startParent();
    expect(processIds).toHaveLength(5);
    expect(living()).toHaveLength(5);
    await eventually(() => expect(processState(processIds[0] ?? -1)).toBe('T'));

    parent.kill(signal);

    await eventually(() => expect(living()).toEqual([]));
  },
);

it.runIf(process.platform === 'linux').each(['exit', 'throw', 'close'])(
  'leaves no process when the host ends by %s',
  async (how) => {
    const { parent, living } = await startParent(how);

    if (parent.exitCode === null) await once(parent, 'exit'); // nothing keeps a closed host's process alive

    await eventually(() => expect(living()).toEqual([]));
  },
);
