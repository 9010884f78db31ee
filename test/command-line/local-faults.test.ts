import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalConfig } from '../../lib/local/index.ts';
import { processState } from '../local/host/support.ts';
import { eventually } from '../support/eventually.ts';
import { install, project, root, start } from './run-command.ts';

const LOCAL = ['local', '--port', '0'] as const;

const MANIFEST = {
  artifacts: {
    App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json' } },
    Assets: { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
  },
};
const ARN = { 'Fn::GetAtt': ['Define', 'Arn'] };
const TEMPLATE = {
  Resources: {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        LambdaConfig: { DefineAuthChallenge: ARN, CreateAuthChallenge: ARN, VerifyAuthChallengeResponse: ARN },
      },
    },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] },
    },
    Confidential: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, GenerateSecret: true },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: ARN,
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
      },
    },
    Define: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'define.zip' } },
    },
  },
};

/** A project of ES modules with a cloud assembly that is written, and a CommonJS bundle in it. */
const written = (): string =>
  project({
    'package.json': '{ "name": "written", "type": "module" }',
    'out/manifest.json': JSON.stringify(MANIFEST),
    'out/App.template.json': JSON.stringify(TEMPLATE),
    'out/App.assets.json': JSON.stringify({ files: { define: { source: { path: 'asset.define' } } } }),
    'out/asset.define/index.js': `const { words } = require('in-the-project');
      exports.handler = async () => { throw new Error(words); };`,
    'node_modules/in-the-project/index.js': `exports.words = 'from the project';`,
    'node_modules/in-the-project/package.json': '{}',
  });

/** Runs the pool of a folder; gives where it is once it is ready, and what came of it. */
async function startIn(folder: string, ...options: readonly string[]) {
  const child = start([...LOCAL, ...options], { folder });
  const errors = text(child.stderr);
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  await eventually(() => expect(output).toContain('Ctrl-C stops.'));
  return { child, exit, errors, endpoint: /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '' };
}

/** What the triggers say, asked over the wire. */
async function begin(endpoint: string): Promise<{ readonly __type?: string; readonly message?: string }> {
  const target = (operation: string) => ({
    'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    authorization: 'AWS4-HMAC-SHA256 unchecked',
  });
  const { userPoolId, clients = [] } = await configOf(endpoint);
  const body = {
    ...{ UserPoolId: userPoolId, ClientId: clients[0]?.clientId, AuthFlow: 'CUSTOM_AUTH' },
    AuthParameters: { USERNAME: 'alice@example.com' },
  };
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: target('AdminInitiateAuth'),
    body: JSON.stringify(body),
  });
  return (await response.json()) as Awaited<ReturnType<typeof begin>>;
}

const configOf = async (endpoint: string): Promise<LocalConfig> =>
  (await (await fetch(`${endpoint}/_local/config`)).json()) as LocalConfig;

const linux = process.platform === 'linux';

test.runIf(linux)('SIGKILL while the app is being synthesized ends the app, and what that has started', async () => {
  const app = `node -e "require('fs').writeFileSync('ids', process.pid + ' ' + require('child_process').spawn('sleep', ['1000']).pid); setInterval(() => {}, 1000)"`;
  const folder = project({ 'cdk.json': JSON.stringify({ app }) });
  const child = start([...LOCAL], { folder });
  await eventually(() => expect(readFileSync(join(folder, 'ids'), 'utf8')).toMatch(/^\d+ \d+$/));
  const ids = readFileSync(join(folder, 'ids'), 'utf8').split(' ').map(Number);
  expect(ids.map(processState).every((state) => state !== undefined)).toBe(true);

  child.kill('SIGKILL');

  await eventually(() => expect(ids.map(processState)).toEqual([undefined, undefined]));
});

test.runIf(linux)('SIGKILL while a folder is being looked into ends what loads its handlers', async () => {
  const folder = project({});
  const load = `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(join(folder, 'id'))}, String(process.pid));
for (;;);
export const handler = () => {};`;
  mkdirSync(join(folder, 'lambdas'));
  writeFileSync(
    join(folder, 'lambdas/sign-in.ts'),
    `import { emailOtp } from '${root}/lib/challenges/index.ts';
import { defineFlow } from '${root}/lib/flow/index.ts';
export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });`,
  );
  for (const name of ['define-auth-challenge', 'create-auth-challenge', 'verify-auth-challenge-response']) {
    writeFileSync(join(folder, `lambdas/${name}.ts`), load);
  }
  install(folder, 'esbuild');
  const child = start([...LOCAL, 'lambdas', '--memory'], { folder });
  await eventually(() => expect(readFileSync(join(folder, 'id'), 'utf8')).toMatch(/^\d+$/));
  const id = Number(readFileSync(join(folder, 'id'), 'utf8'));
  expect(processState(id)).toBeDefined();

  child.kill('SIGKILL');

  await eventually(() => expect(processState(id)).toBeUndefined());
});

test('the folder deleted under the running pool: no call is answered from nowhere, and it ends with a word', async () => {
  const folder = written();
  const { exit, errors, endpoint } = await startIn(folder, '--app', 'out', '--no-watch');
  expect(await begin(endpoint)).toMatchObject({ __type: 'UserLambdaValidationException' });

  rmSync(join(folder, '.countersign'), { recursive: true });

  const answer = await begin(endpoint).catch(() => ({ __type: 'no answer' }));
  expect(['InternalErrorException', 'no answer']).toContain(answer.__type);
  expect(await exit).toBe(1);
  expect(await errors).toMatch(
    /countersign: \S+\.countersign\/user-pool\.sqlite was deleted or moved while the pool ran: .* Start it again\.\n$/,
  );
  expect(existsSync(join(folder, '.countersign'))).toBe(false);
});

test('the folder replaced under the running pool: the other one is left alone', async () => {
  const folder = written();
  const { exit } = await startIn(folder, '--app', 'out', '--no-watch');
  renameSync(join(folder, '.countersign'), join(folder, 'moved'));
  mkdirSync(join(folder, '.countersign'));
  writeFileSync(join(folder, '.countersign/user-pool.sqlite'), 'another');
  writeFileSync(join(folder, '.countersign/user-pool.sqlite-wal'), 'another');

  expect(await exit).toBe(1);

  expect(readdirSync(join(folder, '.countersign')).sort()).toEqual(['user-pool.sqlite', 'user-pool.sqlite-wal']);
});

/** Takes from whoever runs a command in a folder the permission to write there. Root needs to become somebody else. */
function withoutPermission(folder: string): { uid?: number; gid?: number } {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const name of readdirSync(folder)) chownSync(join(folder, name), 0, 0);
  chmodSync(folder, 0o555);
  onTestFinished(() => chmodSync(folder, 0o755));
  return isRoot ? { uid: 65_534, gid: 65_534 } : {};
}

test.runIf(linux)('a project that can’t be written: runs with --memory, says why not without', async () => {
  const folder = written();
  const user = withoutPermission(folder);
  const run = (...options: readonly string[]) => {
    const args = [join(root, 'bin/countersign.ts'), ...LOCAL, '--app', 'out', ...options];
    const child = spawn(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH }, ...user });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  const refused = run();
  expect(await text(refused.stderr)).toMatch(
    /^countersign: There is no permission to write in \S+\.countersign: .*--memory, which keeps nothing \(EACCES: .*\)\.\n$/,
  );

  const child = run('--memory');
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  await eventually(() => expect(output).toContain('Ctrl-C stops.'));
  expect(await begin(/http:\/\/localhost:\d+/.exec(output)?.[0] ?? '')).toMatchObject({
    message: 'DefineAuthChallenge failed with error from the project.',
  });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
});

test('--memory leaves the project as it was, and takes the secrets that it keeps', async () => {
  const folder = written();
  const first = await startIn(folder, '--app', 'out', '--no-watch');
  first.child.kill('SIGTERM');
  await first.exit;
  const before = readFileSync(join(folder, '.countersign/identity.json'), 'utf8');
  rmSync(join(folder, '.countersign/package.json'));

  const { child, exit, endpoint } = await startIn(folder, '--app', 'out', '--memory');

  const { clients = [] } = await configOf(endpoint);
  expect(before).toContain(clients[1]?.clientId);
  expect(readFileSync(join(folder, '.countersign/identity.json'), 'utf8')).toBe(before);
  expect(existsSync(join(folder, '.countersign/package.json'))).toBe(false);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
});

test.each([
  ['a file in its place', '.countersign', '', /\.countersign is a file, and a folder is needed there: move it away/],
  ['an identity.json that is broken', '.countersign/identity.json', '{', /identity\.json is damaged: put a copy back/],
  ['a database that is none', '.countersign/user-pool.sqlite', 'x'.repeat(9_000), /user-pool\.sqlite is damaged/],
])('a folder with %s: one sentence', async (_, name, content, message) => {
  const folder = written();
  if (name.includes('/')) mkdirSync(join(folder, '.countersign'));
  writeFileSync(join(folder, name), content);

  const child = start([...LOCAL, '--app', 'out'], { folder });

  const errors = await text(child.stderr);
  expect(errors).toMatch(message);
  expect(errors).toMatch(/^countersign: [^\n]*\n$/);
});

test('says of an app what does not run of it, after a rebuild too, and nothing of waits that it does not have', async () => {
  const folder = written();
  const copies = "node -e \"require('fs').cpSync('out', process.env.CDK_OUTDIR, { recursive: true })\"";
  const child = start([...LOCAL, '--memory', '--app', copies], { folder });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    errors += piece;
  });
  await eventually(() => expect(output).toContain('Ctrl-C stops.'));
  expect(output).not.toContain('Nobody waits');
  expect(errors).toBe('');

  const python = JSON.stringify(TEMPLATE).replace('nodejs24.x', 'python3.13');
  writeFileSync(join(folder, 'out/App.template.json'), python);
  await eventually(() =>
    expect(errors).toMatch(/^Note: The function Define of the stack App can't run here: .*python3\.13.*\n$/),
  );
  expect(output).toMatch(/\nChange seen in out\/App\.template\.json: rebuilding …\nRebuilt, after \d+\.\d s\.\n$/);

  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
});
