import { LedgerUnavailableError } from '../../../lib/ledger/errors.ts';
import type { Choose } from './choices.ts';

/** What happens to one step of one run. */
export type Fate =
  /** Its process ends: nobody hears of it any more. */
  | 'stops before'
  | 'stops after'
  /** The request never arrives, or its reply gets lost, and both tries are over. */
  | 'fails before'
  | 'fails after'
  /** The reply gets lost, and the request is sent again. */
  | 'happens twice';

export const FATES: readonly Fate[] = ['stops before', 'stops after', 'fails before', 'fails after', 'happens twice'];

/** Does one step of a run when it is the run's turn. Each step happens at once. */
export type Step = <Result>(name: string, act: () => Promise<Result>) => Promise<Result>;

interface WaitingStep {
  readonly name: string;
  readonly act: () => Promise<unknown>;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** One run: what it waits to do next, and a promise that it has come to wait or to its end. */
interface Process {
  waiting: WaitingStep | undefined;
  hasBegun: boolean;
  settled: Promise<void>;
  settle: () => void;
}

/**
 * Lets runs go on step by step, always one of them: which one is a choice. At most one step of all has a fate, and which one
 * has which is a choice too.
 *
 * @returns the fate that came, if one did
 */
export async function interleave(
  runs: readonly ((step: Step) => Promise<unknown>)[],
  choose: Choose,
  fates: readonly Fate[] = [],
): Promise<Fate | undefined> {
  const processes = runs.map(begin);
  let came: Fate | undefined;
  for (;;) {
    await Promise.all(processes.map(({ settled }) => settled));
    const ready = processes.filter(({ waiting }) => waiting);
    if (ready.length === 0) return came;
    const process = ready[choose(ready.length)] as Process;
    const step = process.waiting as WaitingStep;
    const open = came ? [] : fates.filter((fate) => isApart(fate, process, step));
    const fate = open[choose(open.length + 1) - 1];
    came ??= fate;
    await doStep(process, step, fate);
    process.hasBegun = true;
  }
}

/** Whether a fate makes a course that no other one makes. */
function isApart(fate: Fate, { hasBegun }: Process, { name }: WaitingStep): boolean {
  // To stop before a step is to stop after the one before it.
  if (fate === 'stops before') return !hasBegun;
  // What judges an answer asks nobody: it isn't asked again.
  return fate !== 'happens twice' || name !== 'judge';
}

async function doStep(process: Process, { act, resolve, reject }: WaitingStep, fate: Fate | undefined): Promise<void> {
  if (fate === 'happens twice') {
    await act();
    return;
  }
  process.waiting = undefined;
  if (fate === 'stops before') return;
  if (fate === 'stops after') {
    await act();
    return;
  }
  unsettle(process);
  if (fate === 'fails after') await act();
  if (fate) reject(new LedgerUnavailableError('no reply came'));
  else resolve((await act()) as never);
}

function begin(run: (step: Step) => Promise<unknown>): Process {
  const process: Process = { waiting: undefined, hasBegun: false, settled: Promise.resolve(), settle: () => {} };
  unsettle(process);
  const step: Step = (name, act) =>
    new Promise((resolve, reject) => {
      process.waiting = { name, act, resolve, reject };
      process.settle();
    });
  void run(step).finally(() => process.settle());
  return process;
}

function unsettle(process: Process): void {
  process.settled = new Promise((resolve) => {
    process.settle = resolve;
  });
}
