import { describe, expect, test } from 'vitest';
import {
  announce,
  describeMessage,
  isCounting,
  isWorthShowing,
  newRemarks,
} from '../../lib/command-line/local/announcement.ts';
import { Outbox } from '../../lib/testing/index.ts';

const config = (endpoint: string, clients: readonly ReturnType<typeof client>[] = [web]) => ({
  endpoint,
  region: 'us-east-1',
  functions: [],
  pools: [
    { userPoolId: 'us-east-1_A', issuer: '', jwks: '', clients },
    { userPoolId: 'us-east-1_B', issuer: '', jwks: '', clients: [] },
  ],
});

const client = (clientName: string, ...explicitAuthFlows: readonly string[]) => ({
  ...{ clientId: `${clientName}-id`, clientName, logicalId: `Of${clientName}` },
  explicitAuthFlows,
});
const web = client('web', 'ALLOW_CUSTOM_AUTH');

describe('the announcement', () => {
  test('names every pool and client, and the next command', () => {
    const lines = announce({
      config: config('http://localhost:9339'),
      username: 'al',
      hasPassword: false,
      seconds: 1.26,
      signInCommand: 'npx countersign sign-in',
      budgets: false,
    });

    expect(lines[0]).toBe('The local user pool is ready, after 1.3 s.');
    expect(lines).toContain('  User pool id  us-east-1_A');
    expect(lines).toContain('  Client id     web-id (web)');
    expect(lines).toContain('  User pool id  us-east-1_B');
    expect(lines).toContain('  npx countersign sign-in al');
  });

  test('begins with the page, where one is served, and has the terminal for the second way', () => {
    const lines = announce({
      config: config('http://localhost:9339'),
      page: 'http://localhost:9340',
      username: 'al',
      hasPassword: false,
      seconds: 1.26,
      signInCommand: 'npm run sign-in --',
      budgets: false,
    });

    expect(lines.slice(0, 3)).toEqual([
      'Open http://localhost:9340 in a browser and sign in as al. The code appears in this terminal.',
      '',
      'The local user pool is ready, after 1.3 s.',
    ]);
    expect(lines).toContain('Or sign in from another terminal:');
  });

  test('tells where the pool is if it is not where it usually is, and that a password is asked', () => {
    const lines = announce({
      config: config('http://localhost:80'),
      username: 'al',
      hasPassword: true,
      seconds: 1,
      signInCommand: 'npm run sign-in --',
      budgets: false,
    });

    expect(lines).toContain('  npm run sign-in -- al --password --endpoint http://localhost:80');
  });
});

test.each([
  [[client('admin', 'ALLOW_USER_SRP_AUTH'), web], '  npx countersign sign-in al --client Ofweb'],
  // Of another stack, where the constructs are called the same.
  [[web, { ...web, clientId: 'other-id' }], '  npx countersign sign-in al --client web-id'],
  [
    [client('admin', 'ALLOW_USER_SRP_AUTH')],
    'No app client allows a custom sign-in: give one ALLOW_CUSTOM_AUTH (authFlows: { custom: true }).',
  ],
])('of several clients the announcement names the first that allows a custom sign-in', (clients, expected) => {
  const given = {
    username: 'al',
    hasPassword: false,
    seconds: 1,
    signInCommand: 'npx countersign sign-in',
    budgets: false,
  };

  expect(announce({ config: config('http://localhost:9339', clients), ...given })).toContain(expected);
});

test('the announcement says where waits after wrong answers are lifted, and where not it says nothing', () => {
  const given = { username: 'al', hasPassword: false, seconds: 1, signInCommand: 'npx countersign sign-in' };
  const linesWith = (budgets: boolean) => announce({ config: config('http://localhost:9339'), ...given, budgets });

  const line =
    'Nobody waits here after wrong answers, or for another message, other than deployed: --budgets holds the waits.';
  expect(linesWith(false)).toContain(line);
  expect(linesWith(true)).toEqual(linesWith(false).filter((each) => each !== line));
});

test.each([
  ['of Countersign, with a ledger', { COUNTERSIGN_LEDGER: 'ledger' }, true],
  ['of Countersign, without a ledger', { COUNTERSIGN_LEDGER: 'none' }, false],
  ['of somebody else', { TABLE: 'codes' }, false],
])('wrong answers are counted by functions %s: %o, %s', (_of, environment, counting) => {
  const given = { functionArn: 'arn', functionName: 'Verify', logicalId: 'Verify', codeFolder: '', handler: '' };
  expect(isCounting({ functions: [{ ...given, environment, timeout: 5, memorySize: 128 }] })).toBe(counting);
});

test('what was said of an app is not said again of the next one, until it has been gone', () => {
  const remarksOn = newRemarks();

  expect(remarksOn({ notes: ['it is Python'] })).toEqual(['Note: it is Python']);
  expect(remarksOn({ notes: ['it is Python', 'TABLE is not set'] })).toEqual(['Note: TABLE is not set']);
  expect(remarksOn({})).toEqual([]);
  expect(remarksOn({ notes: ['TABLE is not set'] })).toEqual(['Note: TABLE is not set']);
});

describe('a message', () => {
  const outbox = new Outbox({ now: () => new Date(2026, 0, 2, 3, 4, 5).getTime() });

  test.each([
    [{ channel: 'email', to: 'a@b.c', subject: 'Hi', text: 'Your code is 123456.' }, 'e-mail to a@b.c: code 123456'],
    [{ channel: 'email', to: 'a@b.c', text: 'Go to https://b.c/x' }, 'e-mail to a@b.c: https://b.c/x'],
    [{ channel: 'email', to: 'a@b.c', subject: 'Hi', text: 'Was it you?' }, 'e-mail to a@b.c: Hi'],
    [{ channel: 'sms', to: '+1555', text: ' Was it you? ' }, 'SMS to +1555: Was it you?'],
  ] as const)('is one line that says what matters: %o', (message, expected) => {
    expect(describeMessage(outbox.add(message))).toBe(`03:04:05  ${expected}`);
  });
});

test('of the log lines, only those that say that all is well are left out', () => {
  const lines = ['{"level":"INFO"}', '{"level":"ERROR"}', 'printed by a challenge', '{', 'null', '1'];

  expect(lines.filter((text) => isWorthShowing({ text }))).toEqual(lines.slice(1));
});
