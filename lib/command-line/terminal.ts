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
  /** Aborts when the user interrupts (Ctrl-C) or the system ends the process; doing it twice ends it at once. */
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

function listenForInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
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
