import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../lib/command-line/main.ts';
import { eventually } from '../support/eventually.ts';
import { install, openTerminal, project, root, run, start } from './run-command.ts';

/** Starts the local pool in a process of its own; gives what it printed until it was ready. */
async function startLocal(...options: readonly string[]) {
  const child = start(['local', '--port', '0', '--memory', '--no-watch', ...options]);
  const shown = watch(child.stdout);
  const announcement = await shown(/Ctrl-C stops\./);
  return { child, shown, announcement, endpoint: /http:\/\/localhost:\d+/.exec(announcement)?.[0] ?? '' };
}

/** Waits until a stream has shown something; gives all that it has shown. */
function watch(stream: NodeJS.ReadableStream) {
  let seen = '';
  const waiting = new Set<() => void>();
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    seen += piece;
    for (const look of waiting) look();
  });
  return (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!pattern.test(seen)) return;
        waiting.delete(look);
        resolve(seen);
      };
      waiting.add(look);
      look();
    });
}

const exitOf = (child: ReturnType<typeof start>): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

const PASSWORD_APP = ['--app', 'node test/local/support/password-app/app.ts'] as const;

test('an app whose flow begins with the password: given to the pool, asked of the person, then the code', {
  tags: 'slow',
}, async () => {
  const { child, shown, announcement, endpoint } = await startLocal(...PASSWORD_APP, '--password', 'Correct-Horse-9');
  expect(announcement).toContain(`npm run sign-in -- alice@example.com --password --endpoint ${endpoint}`);

  const signIn = start(['sign-in', 'alice@example.com', '--password', '--endpoint', endpoint]);
  const claims = text(signIn.stdout);
  const asked = watch(signIn.stderr);
  const signedIn = exitOf(signIn);
  await asked(/Password: $/);
  signIn.stdin.write('Correct-Horse-9\n');
  await asked(/Code: $/);
  const code = /code (\d{8})/.exec(await shown(/code \d{8}/))?.[1] ?? '';
  signIn.stdin.end(`${code}\n`);
  expect(await signedIn).toBe(0);
  expect(JSON.parse(await claims)).toMatchObject({ idToken: { email: 'alice@example.com' } });

  const wrong = start(['sign-in', 'alice@example.com', '--password', '--endpoint', endpoint]);
  const complaint = text(wrong.stderr);
  wrong.stdin.end('Wrong-Horse-9\n');
  expect(await exitOf(wrong)).toBe(1);
  expect(await complaint).toContain('Incorrect username or password. (NotAuthorizedException)');
  child.kill('SIGINT');
  expect(await exitOf(child)).toBe(0);
});

test("a password that the pool's policy refuses: one sentence, and the pool does not stay", {
  tags: 'slow',
}, async () => {
  const child = start(['local', '--port', '0', '--memory', '--no-watch', ...PASSWORD_APP, '--password', 'short']);
  const complaint = text(child.stderr);
  expect(await exitOf(child)).toBe(1);
  expect(await complaint).toMatch(
    /^countersign: alice@example\.com can't be made in the pool \S+: Password did not conform with policy: Password not long enough\. It asks at least \d+ characters, with .*\.\n$/,
  );
});

test('two terminals: one runs the pool, in the other a person signs in, with a wrong code first', async () => {
  const { child, shown, announcement, endpoint } = await startLocal();
  expect(announcement).toMatch(/User pool id {2}us-east-1_\w+\n {2}Client id {5}\w+ /);
  expect(announcement).toContain(`npm run sign-in -- alice@example.com --endpoint ${endpoint}`);

  const signIn = start(['sign-in', 'alice@example.com', '--endpoint', endpoint]);
  const claims = text(signIn.stdout);
  const asked = watch(signIn.stderr);
  const signedIn = exitOf(signIn);
  await asked(/a code of 8 digits went to a\*\*\*@e\*\*\*\nOr type :resend to have it sent again\.\nCode: $/);
  const code = /e-mail to alice@example\.com: code (\d{8})/.exec(await shown(/code \d{8}/))?.[1] ?? '';
  signIn.stdin.write(`${code === '00000000' ? '11111111' : '00000000'}\n`);
  await asked(/That was wrong\. 2 tries left\.\nOr type :resend to have it sent again\.\nCode: $/);
  signIn.stdin.end(`${code}\n`);

  expect(await signedIn).toBe(0);
  expect(JSON.parse(await claims)).toMatchObject({
    idToken: { email: 'alice@example.com', email_verified: true, token_use: 'id' },
    accessToken: { token_use: 'access' },
  });

  const stopped = exitOf(child);
  // npm hands a Ctrl-C on that its child has got by itself.
  child.kill('SIGINT');
  child.kill('SIGINT');
  expect(await stopped).toBe(0);
  await expect(fetch(endpoint)).rejects.toThrow();
}, 40_000);

test("npm start serves the example's page beside the pool, and ends where npm is ended", async () => {
  const options = ['--port', '0', '--page-port', '0', '--memory', '--no-watch'];
  const npm = spawn('npm', ['start', '--', ...options], { cwd: root, detached: true });
  const group = npm.pid as number;
  onTestFinished(() => {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // All of it is gone.
    }
  });
  const announcement = await watch(npm.stdout)(/Ctrl-C stops\./);
  const [page = '', endpoint = ''] = announcement.match(/http:\/\/localhost:\d+/g) ?? [];
  expect(announcement).toMatch(/^Open \S+ in a browser and sign in as alice@example\.com\./m);
  expect(announcement).toContain(`npm run sign-in -- alice@example.com --endpoint ${endpoint}`);
  expect(await (await fetch(page)).text()).toMatch(/<script type="module" src="sign-in\.ts">/);
  expect(await (await fetch(`${page}/sign-in.ts`)).text()).toMatch(/CUSTOM_AUTH/);
  expect(await (await fetch(`${page}/config.json`)).json()).toMatchObject({ endpoint });

  process.kill(group, 'SIGTERM');

  for (const url of [page, endpoint]) await eventually(() => expect(fetch(url)).rejects.toThrow());
}, 40_000);

test('one local pool a folder: the second is told where the first is, and what that left behind keeps nobody out', {
  tags: 'slow',
  timeout: 40_000,
}, async () => {
  const folder = app("yield* pass('emailOtp');");
  const users = ['--user', 'bob@example.com name=Bob', '--write-env', 'web/.env.local', '--env-prefix', 'APP_'];
  const begin = () => start(['local', '--port', '0', '--no-watch', ...users], { folder });
  const first = begin();
  const endpoint = /http:\/\/localhost:\d+/.exec(await watch(first.stdout)(/Ctrl-C stops\./))?.[0] ?? '';

  expect(readFileSync(join(folder, 'web/.env.local'), 'utf8')).toMatch(
    new RegExp(`^APP_USER_POOL_ID=us-east-1_\\w+\nAPP_USER_POOL_CLIENT_ID=\\w+\nAPP_USER_POOL_ENDPOINT=${endpoint}\n$`),
  );

  const second = await run(['local', '--port', '0'], { folder });
  expect(second.errors).toContain(
    `countersign: A local pool of this folder runs already, at ${endpoint} (process ${first.pid}`,
  );
  expect(second).toMatchObject({ exitCode: 1, output: '' });

  first.kill('SIGKILL');
  await exitOf(first);
  const third = begin();
  await watch(third.stdout)(/Ctrl-C stops\./);
  third.kill('SIGTERM');
  expect(await exitOf(third)).toBe(0);
  expect(existsSync(join(folder, '.countersign/lock.json'))).toBe(false);
});

/** A CDK app of a user's own, whose flow does this. */
function app(steps: string, emailOtp = 'emailOtp()'): string {
  const folder = project({
    'cdk.json': '{"app":"node app.ts"}',
    'app.ts': `
import { App, Stack } from 'aws-cdk-lib';
import { CustomAuth } from '${root}/lib/constructs/index.ts';
new CustomAuth(new Stack(new App(), 'Stack'), 'SignIn', { lambdas: 'lambdas', email: { from: 'a@example.com' } });
`,
    'lambdas/sign-in.ts': `
import { emailOtp } from '${root}/lib/challenges/index.ts';
import { defineFlow } from 'countersign/flow';
export const signIn = defineFlow({ emailOtp: ${emailOtp} }, function* ({ user, pass }) {
  ${steps}
});
`,
    ...Object.fromEntries(
      ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'].map((trigger) => [
        `lambdas/${trigger.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}.ts`,
        `import { ${trigger.replace(/^./, (first) => first.toLowerCase())}Handler as make } from '${root}/lib/triggers/index.ts';
import { signIn } from './sign-in.ts';
export const handler = make(signIn);`,
      ]),
    ),
  });
  install(folder, 'aws-cdk-lib', 'constructs', 'esbuild');
  return folder;
}

describe('in this process', () => {
  test('runs until it is interrupted, and refuses whom the flow refuses', async () => {
    const { terminal, written, shows, interrupt } = openTerminal({
      environment: { PORT: '0' },
    });
    const ended = main(['local', '--memory', '--issuer', 'local', '--verbose'], terminal);
    const [endpoint = ''] = await shows(/http:\/\/localhost:\d+/);
    expect(written.output).toContain(`npm run sign-in -- alice@example.com --endpoint ${endpoint}`);

    const wrong = await run(['sign-in', 'alice@example.com', '--endpoint', endpoint], { input: '1\n2\n3\n' });
    expect(wrong.errors).toMatch(/countersign: Incorrect username or password\. \(NotAuthorizedException\)\n$/);
    expect(wrong).toMatchObject({ exitCode: 1, output: '' });

    await shows(/^\d\d:\d\d:\d\d {2}alice@example\.com: wrong answer.*, refused \(challenge-failed\)$/m);
    await run(['sign-in', 'nobody@example.com', '--endpoint', endpoint], { input: '1\n2\n3\n' });
    await shows(/nobody@example\.com: no such user here: a decoy was shown\. Make one: start with --user nobody/);
    const code = /code (\d{8})/.exec(written.output)?.[1] ?? '';
    const told = written.output.split('\n').filter((line) => /: (asked|wrong|refused)/.test(line));
    expect(told.join('\n')).not.toContain(code);

    const other = await run(['sign-in', 'alice@example.com', '--endpoint', endpoint, '--client', 'web']);
    expect(other.errors).toMatch(/^countersign: the local pool has no app client web; its app clients: \S+\n$/);
    expect(other.exitCode).toBe(1);

    const { port } = new URL(endpoint);
    const second = await run(['local', '--port', port, '--memory']);
    expect(second).toMatchObject({ exitCode: 1, output: '' });
    expect(second.errors).toMatch(new RegExp(`^countersign: Port ${port} is in use: .*\n$`));

    interrupt();
    expect(await ended).toBe(0);
    expect(written.errors).toMatch(/\[.*\] \{"timestamp":"[^"]+","level":"INFO"/);
  }, 40_000);

  test.each([
    [
      { Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: 'eu-central-1_Imported1' } } },
      /its client belongs to eu-central-1_Imported1, which is at AWS alone\. Run the app that makes that pool \(--app\)/,
    ],
    [{}, /so there is nobody to sign in\. Make one in it: new CustomAuth/],
  ])('does not start without a user pool, and says what to do', async (resources, said) => {
    const folder = project({
      'cdk.out/manifest.json': JSON.stringify({
        artifacts: {
          App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json' } },
        },
      }),
      'cdk.out/App.template.json': JSON.stringify({ Resources: resources }),
    });
    const { terminal, written } = openTerminal({ folder });
    expect(await main(['local', '--app', 'cdk.out', '--port', '0', '--memory', '--no-watch'], terminal)).toBe(1);
    expect(written.errors).toMatch(/^countersign: The app makes no user pool/);
    expect(written.errors).toMatch(said);
    expect(written.output).toBe('');
  });

  test('of a folder with a flow: makes nobody wait and says so, unless --budgets holds the waits', async () => {
    const folder = project({
      'lambdas/sign-in.ts': `
import { emailOtp } from '${root}/lib/challenges/index.ts';
import { defineFlow } from '${root}/lib/flow/index.ts';
export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });`,
    });
    const guessTwelve = async (refusals: RegExp, ...options: readonly string[]) => {
      let said = '';
      const { terminal, written, shows, interrupt } = openTerminal({ folder });
      const ended = main(['local', 'lambdas', '--port', '0', '--memory', '--no-watch', ...options], terminal);
      const [endpoint = ''] = await shows(/http:\/\/localhost:\d+/);
      await shows(/Ctrl-C stops/);
      for (let times = 0; times < 4; times++) {
        const input = '00000000\n11111111\n22222222\n';
        said = (await run(['sign-in', 'alice@example.com', '--endpoint', endpoint], { input })).errors;
      }
      await shows(refusals);
      interrupt();
      expect(await ended).toBe(0);
      return { shown: written.output, said };
    };

    const lifted = await guessTwelve(/(?:.*refused \(challenge-failed\)){4}/s);
    expect(lifted.shown).toContain('Nobody waits here after wrong answers');
    expect(lifted.shown).not.toMatch(/locked/);
    expect(lifted.said).not.toContain('Wait');
    // The eleventh begins a wait, and the twelfth isn't sent.
    const held = await guessTwelve(/(?:.*refused \(challenge-failed\)){3}/s, '--budgets');
    expect(held.shown).not.toContain('Nobody waits');
    expect(held.said).toMatch(/Wait \d\d seconds before you answer again\.[\s\S]*Not sent/);
  }, 60_000);

  test('is no failure when it is interrupted while it is being built', async () => {
    const { terminal, written, interrupt } = openTerminal();
    const ended = main(['local', '--port', '0', '--memory'], terminal);
    setTimeout(interrupt, 300);

    expect(await ended).toBe(0);
    expect(written).toEqual({ output: '', errors: '' });
  });

  test('rebuilds when the sources change, and goes on with what it has where they are wrong', {
    tags: 'slow',
    timeout: 40_000,
  }, async () => {
    // GIVEN a flow that takes a part from a package outside of the app's folder
    const outside = join(project({ 'digits.ts': 'export const digits = 8;' }), 'digits.ts');
    const folder = app("yield* pass('emailOtp');", `emailOtp({ digits: (await import('${outside}')).digits })`);
    const { terminal, written, shows, interrupt } = openTerminal({ folder });
    const ended = main(['local', '--port', '0', '--memory'], terminal);
    const [endpoint = ''] = await shows(/http:\/\/localhost:\d+/);
    await shows(/Ctrl-C stops/);

    const source = join(folder, 'lambdas/sign-in.ts');
    const before = readFileSync(source, 'utf8');
    writeFileSync(source, before.replace('yield*', 'yield;'));
    await shows(/^Change seen in lambdas\/sign-in\.ts: rebuilding …$/m);
    await eventually(() => expect(written.errors).toMatch(/^countersign: The CDK app/));
    expect(written.errors).toMatch(/\nThe rebuild failed: what ran before goes on, .*\n$/);
    writeFileSync(source, before);
    await shows(/^Good again: rebuilt, after \d+\.\d s\.$/m);
    writeFileSync(outside, 'export const digits = 6;');
    await shows(/^Change seen in \.\.\/.*digits\.ts: rebuilding …\nRebuilt, after/m);

    const signIn = await run(['sign-in', 'alice@example.com', '--endpoint', endpoint], { input: '1\n' });
    expect(signIn.errors).toContain('a code of 6 digits went to');
    interrupt();
    expect(await ended).toBe(0);
  });

  test('shows the path of a flow that does not hold, and exits with 1', async () => {
    const folder = app("if (user.has('email')) yield* pass('emailOtp');");

    const { exitCode, output, errors } = await run(['local', '--port', '0', '--memory'], { folder });

    expect(errors).toMatch(/^countersign: .*lambdas\/define-auth-challenge\.ts can't be deployed:\n\n?.*does not hold/);
    expect(errors).toContain('has(email)? no');
    expect(errors).not.toMatch(/\n\s+at /);
    expect(output).toBe('');
    expect(exitCode).toBe(1);
  }, 30_000);

  test.each([
    ['a port that is none', ['--port', 'http'], {}, /--port takes a number .*, got "http"/, 2],
    ['a PORT that is none', [], { PORT: '70000' }, /PORT takes a number .*, got "70000"/, 2],
    ['a DynamoDB that is no URL', ['--dynamodb', 'here'], {}, /--dynamodb takes a URL such as .*, got "here"/, 2],
    ['a page that is not there', ['--page', 'web'], {}, /there is no web\/index\.html: --page takes the folder/, 2],
    ['the port of no page', ['--page-port', '0'], {}, /--page-port .* name its folder, too, by --page/, 2],
    ["a page's port that is none", ['--page', 'auth', '--page-port', 'x'], {}, /--page-port takes .*, got "x"/, 2],
    ['an issuer that is none', ['--issuer', 'me'], {}, /--issuer takes local or deployed, got "me"/, 2],
    ['a folder without an app', ['--port', '0'], {}, /There is no .*cdk\.json/, 1],
    [
      'a flow in the place of its folder',
      ['auth/sign-in.ts'],
      {},
      /auth\/sign-in\.ts is a file: name its folder, auth\n/,
      2,
    ],
    ['a folder that is not there', ['lambda'], {}, /there is no folder lambda: name the one that holds sign-in\.ts/, 2],
  ])('says what is wrong with %s', async (_case, options, environment, message, expected) => {
    const folder = project({ 'auth/sign-in.ts': '', 'auth/index.html': '' });
    const { exitCode, output, errors } = await run(['local', ...options], { folder, environment });

    expect(errors).toMatch(message);
    expect(output).toBe('');
    expect(exitCode).toBe(expected);
  });
});

describe('sign-in', () => {
  /** Something else than a local pool. */
  async function serve(answer: string): Promise<string> {
    const server = createServer((_request, response) => response.end(answer));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('says how to start a local pool where none answers', async () => {
    const endpoint = await serve('');
    const free = endpoint.replace(/\d+$/, '1');

    const { exitCode, output, errors } = await run(['sign-in', 'alice@example.com', '--endpoint', free]);

    expect(errors).toBe(`countersign: no local pool answers at ${free}: start it with countersign local\n`);
    expect(output).toBe('');
    expect(exitCode).toBe(1);
  });

  test.each(['<html>', '{}', 'null', '{"pools":[]}'])(
    'is not taken in by something else that answers %s',
    async (answer) => {
      const { exitCode, errors } = await run(['sign-in', 'alice@example.com', '--endpoint', await serve(answer)]);

      expect(errors).toMatch(/is no local pool of this version|has no app client/);
      expect(exitCode).toBe(1);
    },
  );

  test('takes no endpoint that is no URL', async () => {
    const { errors } = await run(['sign-in', 'alice@example.com', '--endpoint', 'localhost']);

    expect(errors).toBe('countersign: --endpoint takes a URL such as http://localhost:9339, got localhost\n');
  });
});
