import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project, root, run, runProcess } from './run-command.ts';

const COMMANDS = ['init', 'local', 'sign-in', 'unlock', 'check', 'event', 'invoke', 'types'];

describe('the command line', () => {
  test('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

    expect(await run(['--version'])).toEqual({ exitCode: 0, output: `${version}\n`, errors: '' });
  });

  test('lists its commands when asked for help', async () => {
    const { exitCode, output, errors } = await run(['--help']);

    for (const command of COMMANDS) expect(output).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(errors).toBe('');
    expect(exitCode).toBe(0);
  });

  test.each(COMMANDS)('%s has help with examples', async (command) => {
    const { exitCode, output } = await run([command, '--help']);

    expect(output).toContain(`Usage: countersign ${command}`);
    expect(output).toContain(`  $ countersign ${command}`);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['nothing', [], /^Usage: /],
    ['an unknown command', ['frobnicate'], /^countersign: unknown command 'frobnicate'\nTry: countersign --help\n$/],
    ['an unknown option', ['check', '--frobnicate'], /^countersign: unknown option '--frobnicate'/],
    [
      'a missing argument',
      ['types'],
      /^countersign: missing required argument 'file'\nTry: countersign types --help\n$/,
    ],
  ])('says what is wrong with %s on stderr, and exits with 2', async (_case, args, message) => {
    const { exitCode, output, errors } = await run(args);

    expect(errors).toMatch(message);
    expect(output).toBe('');
    expect(exitCode).toBe(2);
  });

  test('shows where an error comes from only with DEBUG', async () => {
    const folder = project({ 'wrong.ts': 'export const = 1' });
    const quiet = await run(['check', 'wrong.ts'], { folder });
    const loud = await run(['check', 'wrong.ts'], { folder, environment: { DEBUG: '1' } });

    expect(quiet.errors).not.toMatch(/\n\s+at /);
    expect(loud.errors).toMatch(/\n\s+at /);
    expect(loud.errors).toContain('caused by CompileError');
  });

  test('shows all that a failed CDK app printed only with DEBUG', async () => {
    const app = `node -e "console.log('begun'); throw new Error('no such bucket')"`;
    const args = ['local', '--port', '0', '--memory', '--app', app];
    const quiet = await run(args, { folder: project({}) });
    const loud = await run(args, { folder: project({}), environment: { DEBUG: '1' } });

    expect(quiet).toMatchObject({ exitCode: 1, errors: `countersign: The CDK app "${app}" failed: no such bucket\n` });
    expect(loud.errors).toMatch(/\nWhat it printed:\nbegun\n[\s\S]*Error: no such bucket\n {4}at \[eval\]/);
  });
});

describe('the process', () => {
  test('gives its exit code and its texts to whoever started it', async () => {
    const folder = project({ 'table.ts': 'export const table = 1' });

    const [good, wrong] = await Promise.all([runProcess(['--version']), runProcess(['check', 'table.ts'], { folder })]);

    expect(good).toMatchObject({ exitCode: 0, errors: '' });
    expect(wrong).toMatchObject({ exitCode: 2, output: '' });
    expect(wrong.errors).toMatch(/^countersign: table\.ts exports no flow/);
  });
});
