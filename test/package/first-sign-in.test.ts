// @module-tag slow
import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { outsideEnvironment, packPackage, temporaryFolder } from './packed.ts';

/** What the documentation promises. */
const PROMISED_SECONDS = 120;

/** Types a command into a terminal of its own, as a newcomer does: neither the repository's packages nor its npm are near. */
function typed(folder: string, [program = '', ...args]: readonly string[], port: string | number) {
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
    async shows(pattern: RegExp): Promise<string> {
      await eventually(() => expect(shown.output + shown.errors).toMatch(pattern));
      return pattern.exec(shown.output + shown.errors)?.[1] ?? '';
    },
  };
}

it('leads from an empty folder to tokens by three commands', { timeout: 150_000 }, async ({ annotate }) => {
  const tarball = packPackage();
  const folder = temporaryFolder();
  const begunAt = performance.now();

  const init = typed(folder, ['npx', '--yes', '--package', tarball, 'countersign', 'init', '--package', tarball], 0);
  expect(await init.ended, init.shown.errors).toBe(0);
  expect(init.shown.output).toContain('wrote lambdas/sign-in.ts ');
  const [, local = '', signIn = ''] = /^Next:\n {2}(npx .+?) {2,}.*\n {2}(npx .+?) {2,}/m.exec(init.shown.output) ?? [];
  expect([local, signIn]).toEqual(['npx countersign local lambdas', 'npx countersign sign-in alice@example.com']);

  const pool = typed(folder, local.split(' '), 0);
  const port = await pool.shows(/ Endpoint +http:\/\/localhost:(\d+)/);

  const visit = typed(folder, signIn.split(' '), port);
  const code = await pool.shows(/e-mail to alice@example\.com: code (\d{8})\n/);
  await visit.shows(/emailOtp: a code of 8 digits went to a\*\*\*@e\*\*\*\nCode: /);
  visit.answer('a wrong one');
  await visit.shows(/That was wrong\. 2 tries left\.\nCode: /);
  visit.answer('');
  await visit.shows(/Nothing was entered\.\nCode: /);
  visit.answer(code);

  expect(await visit.ended, visit.shown.errors).toBe(0);
  const seconds = (performance.now() - begunAt) / 1000;
  expect(JSON.parse(visit.shown.output)).toMatchObject({
    idToken: { email: 'alice@example.com', token_use: 'id' },
    accessToken: { token_use: 'access' },
  });
  await pool.shows(/alice@example\.com: right answer, signed in\n/);
  await annotate(`${seconds.toFixed(1)} s from an empty folder to tokens`);
  expect(seconds).toBeLessThan(PROMISED_SECONDS);
});
