import { spawn } from 'node:child_process';
import { expect, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { outsideEnvironment } from './packed.ts';

/** Types a command into a terminal of its own, as a newcomer does: neither the repository's packages nor its npm are near. */
export function typed(folder: string, [program = '', ...args]: readonly string[], port: string | number) {
  const env = { ...outsideEnvironment(), PORT: String(port), NO_COLOR: '1', npm_config_prefer_offline: 'true' };
  const child = spawn(program, args, { cwd: folder, env, detached: true });
  const shown = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    shown.output += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    shown.errors += piece;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    // npx runs it in a shell: all of it ends, or nothing is left to end.
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number));
    await ended;
  });
  return {
    shown,
    ended,
    answer: (line: string) => child.stdin.write(`${line}\n`),
    /** Waits until it shows this, `from` so many characters of its output on; gives the pattern's group. */
    async shows(pattern: RegExp, from = 0): Promise<string> {
      const all = (): string => shown.output.slice(from) + shown.errors;
      await eventually(() => expect(all()).toMatch(pattern));
      return pattern.exec(all())?.[1] ?? '';
    },
  };
}
