import { expect, test } from 'vitest';
import { createAuthChallengeEvent } from '../../lib/testing/index.ts';
import { project, root, run, runProcess } from './run-command.ts';

const ECHO = `export const handler = async (event) => {
  console.log('got ' + event.userName + ' in ' + process.env.TABLE);
  return { ...event, response: { answerCorrect: true } };
};`;

test('runs a handler on an event from standard input: the answer on stdout, its logs on stderr', async () => {
  const folder = project({ 'echo.ts': ECHO });
  const input = JSON.stringify({ userName: 'alice', response: { answerCorrect: null } });

  const { exitCode, output, errors } = await run(['invoke', 'echo.ts', '-', '--env', 'TABLE=employees'], {
    folder,
    input,
  });

  expect(JSON.parse(output)).toEqual({ userName: 'alice', response: { answerCorrect: true } });
  expect(errors).toContain('got alice in employees');
  expect(exitCode).toBe(0);
});

test('shows the e-mail that a challenge would have sent', async () => {
  const folder = project({ 'event.json': JSON.stringify(createAuthChallengeEvent()) });

  const args = ['invoke', `${root}/lambdas/create-auth-challenge.ts`, 'event.json'];
  const { exitCode, output, errors } = await runProcess(args, { folder });

  const { response } = JSON.parse(output);
  expect(errors).toMatch(/would have sent to alice@example\.com: .+\n\n.*\b\d{8}\b/);
  expect(response.publicChallengeParameters).toMatchObject({ challenge: 'emailOtp', deliveredTo: expect.any(String) });
  expect(output).not.toContain(/\b(\d{8})\b/.exec(errors)?.[1]);
  expect(exitCode).toBe(0);
});

test('runs the handler on an event of its own by name', async () => {
  const names = (await run(['event'])).output.trim().split('\n');
  const name = names.find((each) => each.startsWith('define')) ?? '';

  const { exitCode, output } = await run(['invoke', 'lambdas/define-auth-challenge.ts', name]);

  expect(JSON.parse(output)).toMatchObject({ triggerSource: 'DefineAuthChallenge_Authentication' });
  expect(exitCode).toBe(0);
});

test('exits with 1 and the error where the handler throws', async () => {
  const folder = project({
    'angry.ts': `export const handler = () => { throw new TypeError('no table'); };`,
    'e.json': '{}',
  });

  const { exitCode, output, errors } = await run(['invoke', 'angry.ts', 'e.json'], { folder });

  expect(output).toBe('');
  expect(errors).toContain('countersign: angry.ts failed: TypeError: no table\n');
  expect(exitCode).toBe(1);
});

test('prints null where the handler returns nothing', async () => {
  const folder = project({ 'quiet.ts': 'export const main = () => undefined;', 'e.json': '{}' });

  expect(await run(['invoke', 'quiet.ts', 'e.json', '--handler', 'main'], { folder })).toEqual({
    exitCode: 0,
    output: 'null\n',
    errors: '',
  });
});

test('gives the handler none of the credentials of this machine', async () => {
  const folder = project({ 'spy.ts': 'export const handler = () => ({ ...process.env });', 'e.json': '{}' });

  const { output } = await runProcess(['invoke', 'spy.ts', 'e.json'], {
    folder,
    environment: { AWS_SECRET_ACCESS_KEY: 'planted', SOME_TOKEN: 'planted' },
  });

  expect(JSON.parse(output)).toMatchObject({ AWS_REGION: 'us-east-1' });
  expect(output).not.toContain('planted');
});

const FLOW = `import { defineChallenge, defineFlow } from 'countersign/flow';
const code = defineChallenge({
  ...{ factor: 'possession', create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => true },
});
export const signIn = defineFlow({ code }, function* ({ pass }) { yield* pass('code'); });`;

test.each([
  ['define-first', { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false }],
  ['create-first', { publicChallengeParameters: { challenge: 'code' } }],
  ['verify-right', { answerCorrect: false }],
])('makes the handler of the flow where the file exports no other: %s', async (event, response) => {
  const folder = project({ 'lambdas/sign-in.ts': FLOW });

  const { exitCode, output } = await run(['invoke', 'lambdas/sign-in.ts', event], { folder });

  expect(JSON.parse(output)).toMatchObject({ response });
  expect(exitCode).toBe(0);
});

test('gives the same decoy for the same event, each time', async () => {
  const decoy = async () => {
    const { output } = await run(['invoke', `${root}/lambdas/sign-in.ts`, 'create-unknown-user'], { folder: root });
    // What a device is offered is drawn each time.
    const { device: _drawn, ...decoy } = JSON.parse(output).response.publicChallengeParameters;
    return decoy;
  };

  const first = await decoy();
  expect(first.deliveredTo).toMatch(/^.\*\*\*@/);
  expect(await decoy()).toEqual(first);
});

test('runs without a ledger where the variables say so', async () => {
  const args = ['invoke', `${root}/lambdas/sign-in.ts`, 'verify-wrong', '--env', 'COUNTERSIGN_LEDGER=none'];
  const { exitCode, output } = await run(args, { folder: root });

  expect(JSON.parse(output)).toMatchObject({ response: { answerCorrect: false } });
  expect(exitCode).toBe(0);
});

test('takes the handler that stands in a file of its name beside the flow, as the construct does', async () => {
  const folder = project({ 'sign-in.ts': FLOW, 'other.ts': FLOW, 'create-auth-challenge.ts': ECHO });
  const invoke = (file: string) => run(['invoke', file, 'create-first', '--env', 'TABLE=employees'], { folder });

  expect((await invoke('sign-in.ts')).errors).toContain('in employees');
  expect((await invoke('other.ts')).errors).toContain('"message":"CreateAuthChallenge"');
});

test.each([
  [
    'an event of another trigger',
    [`${root}/lambdas/create-auth-challenge.ts`, 'define-first'],
    /create-auth-challenge\.ts handles CreateAuthChallenge, and the event is one of DefineAuthChallenge: invoke define-auth-challenge\.ts on it, or take an event create-… /,
  ],
  [
    'a flow, and an event of no trigger of it',
    ['flow.ts', 'e.json'],
    /flow\.ts exports a flow, whose handler is taken by the event's triggerSource, and the event has none of the three/,
  ],
  [
    'two flows of which none is the one that would be deployed',
    ['two.ts', 'verify-right'],
    /two\.ts exports signIn2, signUp: export the flow as signIn: /,
  ],
  [
    'a flow, and a handler of another name',
    ['flow.ts', 'verify-right', '--handler', 'main'],
    /flow\.ts exports no main: it exports signIn\n/,
  ],
  ['a file without a handler', ['table.ts', 'define-first'], /table\.ts exports no handler: it exports table\n/],
  [
    'a handler of another name',
    ['table.ts', 'e.json', '--handler', 'main'],
    /table\.ts exports no main: it exports table\n/,
  ],
  ['a file that exports nothing', ['empty.ts', 'e.json'], /empty\.ts exports no handler: it exports nothing\n/],
  ['a folder', ['lambdas', 'e.json'], /^countersign: lambdas is a folder: name the file in it\n/],
])('exits with 2 for %s, and says what is meant', async (_case, args, message) => {
  const files = { 'flow.ts': FLOW, 'table.ts': 'export const table = 1;', 'empty.ts': '', 'e.json': '{}' };
  const folder = project({
    ...files,
    'lambdas/table.ts': '',
    'two.ts': `${FLOW.replace('signIn', 'signUp')}\nexport const signIn2 = signUp;`,
  });

  const { exitCode, output, errors } = await run(['invoke', ...args], { folder });

  expect(errors).toMatch(message);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
});

test.each([
  ['a handler that is not there', ['nowhere.ts', 'e.json'], /there is no file .*nowhere\.ts/],
  ['an event that is not there', ['echo.ts', 'nowhere'], /there is no file nowhere and no event of that name/],
  ['an event that is no JSON', ['echo.ts', 'echo.ts'], /echo\.ts is no JSON/],
  ['an event that is no object', ['echo.ts', 'list.json'], /list\.json holds no event/],
  ['a variable without a value', ['echo.ts', 'e.json', '--env', 'TABLE'], /--env takes NAME=VALUE, got TABLE/],
])('exits with 2 for %s', async (_case, args, message) => {
  const folder = project({ 'echo.ts': ECHO, 'e.json': '{}', 'list.json': '[]' });

  const { exitCode, output, errors } = await run(['invoke', ...args], { folder });

  expect(errors).toMatch(message);
  expect(output).toBe('');
  expect(exitCode).toBe(2);
});
