import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppFailedError, synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import { startFunctionHost } from '../../../lib/local/host/index.ts';
import { eventually } from '../../support/eventually.ts';
import { poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

const PLAIN = fileURLToPath(new URL('./fixtures/plain', import.meta.url));
/** Quotes a script for the shell. */
const node = (script: string): string => `node -e ${JSON.stringify(script)}`;

describe('a CDK app', () => {
  it('is run as cdk.json says, and its triggers run in the host', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();

    const app = await synthesizeLocalApp({ directory: PLAIN, folder });

    const [pool] = app.pools;
    const define = app.functions.find(({ functionArn }) => functionArn === pool?.lambdaConfig.DefineAuthChallenge);
    const stored = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8'));
    expect(app.notes).toBeUndefined();
    expect(pool).toMatchObject({
      name: 'people',
      usernameAttributes: ['email'],
      caseSensitive: false,
      passwordPolicy: { minimumLength: 12, requireSymbols: false, requireNumbers: true },
      clients: [
        { preventUserExistenceErrors: 'ENABLED', accessTokenValidity: 1_800, authSessionValidity: 15 },
        { clientSecret: expect.any(String) },
      ],
    });
    expect(define).toMatchObject({
      memorySize: 256,
      timeout: 4,
      environment: {
        TABLE: expect.stringMatching(/^Data-Codes/),
        SECRET: stored.stackUuids.Auth,
        GREETING: 'hello, us-east-1',
        PARAMETER: 'hello',
        FUNCTION: 'in:aws:Auth',
      },
    });
    expect(existsSync(join(PLAIN, 'cdk.out'))).toBe(false);

    const host = startFunctionHost({ functions: app.functions });
    onTestFinished(() => host.close());
    expect(await host.invoke(define?.functionArn ?? '', '{"version":"1"}')).toMatchObject({
      kind: 'answered',
      payload: JSON.stringify({ version: '1', response: { table: define?.environment.TABLE } }),
    });
    expect(await host.invoke(pool?.lambdaConfig.CreateAuthChallenge ?? '', '{"inline":true}')).toMatchObject({
      payload: '{"inline":true}',
    });
  });

  it('that throws is answered with its own message alone', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'cdk.json'), '{ "app": "node app.ts" }');
    writeFileSync(
      join(directory, 'app.ts'),
      `class FlowError extends Error { override readonly name: string = 'FlowError'; readonly code = 'flow'; }
      console.error('a warning before it');
      throw new FlowError('the flow fails:\\n  captcha > tokens\\nat round 2', { cause: new Error('deeper') });`,
    );

    const error: unknown = await synthesizeLocalApp({ directory }).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(AppFailedError);
    expect(error).toHaveProperty('code', 'app-failed');
    expect(error).toHaveProperty(
      'message',
      'The CDK app "node app.ts" failed: the flow fails:\n  captcha > tokens\nat round 2',
    );
    expect(error).toHaveProperty('output', expect.stringContaining('a warning before it'));
  });

  it.each([
    ['isn’t there', 'no-such-command --now', 'no-such-command'],
    ['has a syntax error', node('const = 1'), 'Unexpected token'],
    [
      'imports what isn’t there',
      node("import('not-installed-anywhere')"),
      "Cannot find package 'not-installed-anywhere'",
    ],
    [
      "fails by the CDK's own word",
      node(
        "console.error('node:internal/modules:1\\n    throw\\n\\n«NoStack» it needs a stack\\n    ...new X'); process.exit(1)",
      ),
      /failed: it needs a stack$/,
    ],
    [
      "fails by the CDK's own word, which Node prints in brackets",
      node(
        "console.error('stack.js:1\\nminified\\n\\n[«Cycle» it would create a cyclic reference.\\n    (no user code)]'); process.exit(1)",
      ),
      /failed: it would create a cyclic reference\.$/,
    ],
    ['prints and fails', node("console.log('only this'); process.exit(3)"), 'only this'],
    ['fails in silence', node('process.exit(3)'), 'it ended with 3 and said nothing'],
    ['is killed', node("process.kill(process.pid, 'SIGKILL')"), /Killed|it ended with/],
    ['writes no assembly', node(''), 'ended well and wrote no cloud assembly to'],
  ])('that %s is answered clearly', async (_, app, message) => {
    await expect(synthesizeLocalApp({ directory: temporaryFolder(), app })).rejects.toThrow(message);
  });

  it('whose function does not compile is answered with the bundler’s own errors', async () => {
    const directory = temporaryFolder();
    symlinkSync(
      fileURLToPath(new URL('../../../node_modules', import.meta.url)),
      join(directory, 'node_modules'),
      'junction',
    );
    writeFileSync(join(directory, 'package-lock.json'), '{}');
    writeFileSync(join(directory, 'define.ts'), "import 'not-installed';\nimport './not-there.ts';\n");
    writeFileSync(
      join(directory, 'app.mjs'),
      `import { App, Stack } from 'aws-cdk-lib';
      import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
      delete process.env.npm_config_call; // npx, which runs esbuild, takes it for its own where npx runs the tests
      new NodejsFunction(new Stack(new App(), 'Auth'), 'Define', { entry: 'define.ts' });`,
    );

    const error: unknown = await synthesizeLocalApp({ directory, app: 'node app.mjs' }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(
        /^The CDK app "node app\.mjs" failed: Auth\/Define can't be bundled:\n\n\S \[ERROR\] Could not resolve "not-installed"\n\n {4}define\.ts:1:7:\n/,
      ),
    );
    expect(error).toHaveProperty('message', expect.stringMatching(/Could not resolve "\.\/not-there\.ts"\n[\s\S]*~$/));
  });

  it('that writes nothing where an earlier run did is not taken for what that wrote', async () => {
    const directory = temporaryFolder();
    writeAssembly(join(directory, 'written'), { Auth: { Resources: { Pool: poolResource({ LambdaConfig: {} }) } } });
    const writes = node("require('fs').cpSync('written', process.env.CDK_OUTDIR, { recursive: true })");
    await synthesizeLocalApp({ directory, app: writes });

    await expect(synthesizeLocalApp({ directory, app: node('') })).rejects.toThrow('wrote no cloud assembly to');
  });

  it('that hangs is ended, with what the shell started', async () => {
    const directory = temporaryFolder();
    const app = node("require('fs').writeFileSync('id', String(process.pid)); setInterval(() => {}, 1000)");

    const synthesized = synthesizeLocalApp({ directory, app, timeoutMs: 4_000 });

    await expect(synthesized).rejects.toThrow("didn't end within 4 s");
    const processId = Number(readFileSync(join(directory, 'id'), 'utf8'));
    expect(processId).toBeGreaterThan(0);
    await eventually(() => expect(() => process.kill(processId, 0)).toThrow('ESRCH'));
  });

  it.runIf(process.platform !== 'win32')('that leaves behind what holds its output open is ended too', async () => {
    const synthesized = synthesizeLocalApp({ directory: temporaryFolder(), app: 'sleep 1000 &', timeoutMs: 500 });

    await expect(synthesized).rejects.toThrow("didn't end within 0.5 s");
  });

  it('that prints without end is answered with its last words', async () => {
    const app = node(
      "for (let i = 0; i < 300; i++) require('fs').writeSync(1, 'x'.repeat(1e6)); console.error('Error: the end'); process.exit(1)",
    );
    const failed = await synthesizeLocalApp({ directory: temporaryFolder(), app }).catch((error: unknown) => error);

    expect(failed).toHaveProperty('message', expect.stringMatching(/failed: the end$/));
    expect((failed as AppFailedError).output.length).toBeLessThan(3_000_000);
  });

  it('is ended by a signal', async () => {
    const ending = new AbortController();
    const app = node('setInterval(() => {}, 1000)');
    const synthesized = synthesizeLocalApp({ directory: temporaryFolder(), app, signal: ending.signal });

    setTimeout(() => ending.abort(), 100);

    await expect(synthesized).rejects.toThrow('aborted');
  });

  it('whose cdk.json can’t be read is told so, not that there is none', async () => {
    const directory = temporaryFolder();
    mkdirSync(join(directory, 'cdk.json'));

    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(
      `${join(directory, 'cdk.json')} can't be read: EISDIR`,
    );
  });

  it('gets context and a place, and needs no credentials', async () => {
    const directory = temporaryFolder();
    const app = node(
      "console.log(JSON.parse(process.env.CDK_CONTEXT_JSON)['aws:cdk:enable-path-metadata'], process.env.CDK_DEFAULT_REGION, process.env.CDK_DEFAULT_ACCOUNT, process.env.CDK_OUTDIR); process.exit(1)",
    );

    await expect(
      synthesizeLocalApp({ directory, app, region: 'eu-west-1', accountId: '111122223333' }),
    ).rejects.toThrow(`true eu-west-1 111122223333 ${join(directory, '.countersign', 'cdk.out')}`);
    expect(readFileSync(join(directory, '.countersign', '.gitignore'), 'utf8')).toBe('*\n');
  });
});
