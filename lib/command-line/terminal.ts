import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';

/** What a command reads and writes: the process's own, or a test's. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  /** What was asked for: a script may read it. */
  readonly output: Writable;
  /** Everything else that a person should know. */
  readonly errors: Writable;
  /** The folder that relative paths start from. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user interrupts (Ctrl-C) or the system ends the process; again, a second later, ends it at once. */
  interrupted(): AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  let interruption: AbortSignal | undefined;
  return {
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    folder: process.cwd(),
    environment: process.env,
    interrupted() {
      interruption ??= listenForInterruption();
      return interruption;
    },
  };
}

/** npm hands a Ctrl-C on that has already come by itself: what comes so soon is no second one. */
const SECOND_AFTER_MS = 1000;
const EXIT_INTERRUPTED = 130;

function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!controller.signal.aborted) {
        firstAt = performance.now();
        controller.abort();
      } else if (performance.now() - firstAt > SECOND_AFTER_MS) {
        process.exit(EXIT_INTERRUPTED);
      }
    });
  }
  if (process.env.npm_lifecycle_event) endWithParent(controller);
  return controller.signal;
}

const LOOK_EVERY_MS = 1000;

/**
 * npm hands a signal to its shell alone, which ends and leaves behind what it has started. Whose parent is gone has been
 * ended too. Not without npm: there a shell that ends may leave a process on purpose.
 */
function endWithParent(controller: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    controller.abort();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** Writes lines of output. */
export function print(terminal: Terminal, ...lines: readonly string[]): void {
  terminal.output.write(`${lines.join('\n')}\n`);
}

/** Writes lines for the person, beside the output. */
export function note(terminal: Terminal, ...lines: readonly string[]): void {
  terminal.errors.write(`${lines.join('\n')}\n`);
}

/** Styles output; plain text where it is piped, or where NO_COLOR is set. */
export const styled = (terminal: Terminal, style: Parameters<typeof styleText>[0], text: string): string =>
  styleText(style, text, { stream: terminal.output });
