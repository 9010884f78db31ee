import { createInterface } from 'node:readline';
import { FailedError } from '../errors.ts';
import { note, type Terminal } from '../terminal.ts';

/** Talks with the person: says things on stderr, takes one answer a line. */
export interface Prompt {
  say(...lines: readonly string[]): void;
  /** @throws FailedError if the input has ended, or the person has had enough */
  ask(question: string): Promise<string>;
  close(): void;
}

/** Opens a prompt. Where the input is piped it needs nobody: each line is an answer. */
export function openPrompt(terminal: Terminal): Prompt {
  const isPerson = terminal.input.isTTY === true;
  const lines = createInterface({ input: terminal.input, output: terminal.errors, terminal: isPerson });
  let interrupted = false;
  lines.on('SIGINT', () => {
    interrupted = true;
    lines.close();
  });
  const answers = lines[Symbol.asyncIterator]();
  return {
    say: (...texts) => note(terminal, ...texts),
    async ask(question) {
      // Piped input may have ended already, with answers still to be taken.
      if (isPerson) {
        lines.setPrompt(`${question}: `);
        lines.prompt();
      } else {
        terminal.errors.write(`${question}: `);
      }
      const { value, done } = await answers.next();
      if (done) {
        note(terminal, '');
        throw new FailedError(interrupted ? 'stopped: nobody is signed in' : 'the input ended before the sign-in did');
      }
      if (!isPerson) note(terminal, '');
      return value;
    },
    close: () => lines.close(),
  };
}
