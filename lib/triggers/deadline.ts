import { DeadlineError } from './errors.ts';

/** Milliseconds: of Cognito's 5 seconds, some pass before the function runs. */
const LIMIT = 4000;
/** Milliseconds that stay for the answer and the log. */
const RESERVE = 250;
/** Of the work's time the part after the signal: a send that it ends is to be answered as one that went out. */
const ENDING = 0.1;

/** What is read of Lambda's context. */
export interface Clocked {
  readonly getRemainingTimeInMillis?: unknown;
}

/** Milliseconds an invocation may take: 4 seconds unless it is told otherwise, or what the function has left. */
export function timeFor(context: Clocked | null | undefined, limit = LIMIT): number {
  const remaining = context?.getRemainingTimeInMillis;
  const left: unknown = typeof remaining === 'function' ? remaining.call(context) : undefined;
  return typeof left === 'number' ? Math.max(0, Math.min(limit, left - RESERVE)) : limit;
}

/**
 * Runs work that must end in time. Its signal aborts when nine tenths of it are over, so that whoever heeds it can still
 * answer. Then the work is abandoned: whoever ignores the signal makes no trigger late.
 *
 * @param work gets the signal, and what tells how many milliseconds are left
 * @throws DeadlineError when the time is over.
 */
export async function withDeadline<Result>(
  milliseconds: number,
  work: (signal: AbortSignal, left: () => number) => Promise<Result>,
): Promise<Result> {
  const endsAt = performance.now() + milliseconds;
  const controller = new AbortController();
  const error = new DeadlineError(`the trigger took longer than ${milliseconds} ms`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ending = setTimeout(() => controller.abort(error), milliseconds * (1 - ENDING));
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([work(controller.signal, () => endsAt - performance.now()), over]);
  } finally {
    clearTimeout(ending);
    clearTimeout(timer);
  }
}
