import { describe, expect, test } from 'vitest';
import { project, run } from './run-command.ts';

const CHALLENGE = `
import { defineChallenge, defineFlow } from 'countersign/flow';
const code = defineChallenge({
  factor: 'possession',
  create: () => ({ parameters: { sentTo: 'a***' } }),
  decoy: () => ({ parameters: { sentTo: 'b***' } }),
  verify: ({ answer }) => answer === '1',
});
`;
const HOLDING = `${CHALLENGE} export const signIn = defineFlow({ code }, function* ({ pass }) { yield* pass('code'); });`;
const BROKEN = `${CHALLENGE} export const open = defineFlow({ code }, function* ({ user, pass }) {
  if (user.has('email')) yield* pass('code');
});`;

describe('check', () => {
  test('prints verdict and diagram of a flow that holds, and exits with 0', async () => {
    const folder = project({ 'sign-in.ts': HOLDING });

    const { exitCode, output, errors } = await run(['check', 'sign-in.ts'], { folder });

    expect(output).toMatch(/^signIn holds/);
    expect(output).toContain('flowchart TD');
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
  });

  test('prints verdicts only, if told so', async () => {
    const folder = project({ 'sign-in.ts': HOLDING });

    const { output } = await run(['check', 'sign-in.ts', '--no-diagram'], { folder });

    expect(output).toContain('signIn holds');
    expect(output).not.toContain('flowchart');
  });

  test('shows the path that issues tokens without a factor, and exits with 1', async () => {
    const folder = project({ 'sign-in.ts': HOLDING + BROKEN.replace(CHALLENGE, '') });

    const { exitCode, output, errors } = await run(['check', 'sign-in.ts'], { folder });

    expect(output).toContain('signIn holds');
    expect(output).toContain('has(email)? no');
    expect(errors).toBe('countersign: open in sign-in.ts must not be deployed\n');
    expect(exitCode).toBe(1);
  });

  test.each([
    ['types', { 'lambdas/sign-in.ts': HOLDING }, 'that exports the flow, lambdas/sign-in.ts'],
    ['check', { 'lambdas/sign-in.ts': HOLDING, 'lambdas/create.ts': '' }, 'that exports the flow, lambdas/sign-in.ts'],
    [
      'check',
      { 'lambdas/a.ts': HOLDING, 'lambdas/b.mjs': HOLDING },
      'that exports the flow, lambdas/a.ts or lambdas/b.mjs',
    ],
    ['check', { 'lambdas/create.ts': '' }, 'in it'],
  ])('%s says that a folder is one, and which file is meant', async (command, files, which) => {
    const { exitCode, output, errors } = await run([command, 'lambdas'], { folder: project(files) });

    expect(errors).toBe(`countersign: lambdas is a folder: name the file ${which}\n`);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  });

  test.each([
    ['a file that is not there', {}, /there is no file .*sign-in\.ts/],
    ['a file that does not compile', { 'sign-in.ts': 'export const = 1' }, /sign-in\.ts:1 doesn't compile: /],
    ['a file that throws', { 'sign-in.ts': 'throw new Error("no table")' }, /sign-in\.ts throws .*no table/],
    ['a file without a flow', { 'sign-in.ts': 'export const table = 1' }, /sign-in\.ts exports no flow/],
  ])('says of %s what is wrong, and exits with 2', async (_case, files, message) => {
    const { exitCode, output, errors } = await run(['check', 'sign-in.ts'], { folder: project(files) });

    expect(errors).toMatch(message);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(output).toBe('');
    expect(exitCode).toBe(2);
  });
});
