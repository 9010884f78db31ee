import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { main } from '../../lib/command-line/main.ts';
import type { Terminal } from '../../lib/command-line/terminal.ts';

export const root = resolve(import.meta.dirname, '../..');

/** What a command did. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

interface Surroundings {
  readonly input?: string;
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A terminal of a test's own, to be watched while a command runs. */
export function openTerminal({ input = '', folder = root, environment = {} }: Surroundings = {}) {
  const written = { output: '', errors: '' };
  const changes = new EventTarget();
  const sink = (name: keyof typeof written): Writable =>
    new Writable({
      decodeStrings: false,
      write(piece: string, _encoding, done) {
        written[name] += piece;
        changes.dispatchEvent(new Event('change'));
        done();
      },
    });
  const interruption = new AbortController();
  const terminal: Terminal = {
    input: Readable.from(input === '' ? [] : [input]),
    output: sink('output'),
    errors: sink('errors'),
    folder,
    environment,
    interrupted: () => interruption.signal,
  };
  return {
    terminal,
    written,
    interrupt: () => interruption.abort(),
    /** Waits until the output holds it. */
    async shows(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const found = pattern.exec(written.output);
        if (found) return found;
        await new Promise((resolveWith) => changes.addEventListener('change', resolveWith, { once: true }));
      }
    },
  };
}

/** Runs a command in this process, with a terminal of its own, to its end. */
export async function run(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { terminal, written } = openTerminal(surroundings);
  const exitCode = await main(args, terminal);
  return { exitCode, ...written };
}

/** Starts the real thing: a process of its own, its input and output piped. */
export function start(args: readonly string[], { folder = root, environment = {} }: Surroundings = {}) {
  const child = spawn(process.execPath, [join(root, 'bin/countersign.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs the real thing to its end. */
export async function runProcess(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const child = start(args, surroundings);
  child.stdin.end(surroundings.input);
  const ended = new Promise<number>((resolveWith) => child.on('close', (code) => resolveWith(code ?? -1)));
  const [output, errors, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, output, errors };
}

/** A user's project in a folder of its own. It is gone after the test. */
export function project(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content.replaceAll('countersign/flow', join(root, 'lib/flow/index.ts')));
  }
  return folder;
}

/** Installs packages of this repository into a project. */
export function install(folder: string, ...packages: readonly string[]): void {
  for (const name of packages) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), path, 'junction');
  }
}
