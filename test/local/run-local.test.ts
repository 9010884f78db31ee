import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HostLimits } from '../../lib/local/host/host-limits.ts';
import {
  type EventTry,
  FolderInUseError,
  type LocalFunction,
  PortInUseError,
  runLocal,
  startFunctionHost,
  startLocalPool,
  synthesizeLocalApp,
} from '../../lib/local/index.ts';
import { endings } from './support/endings.ts';
import { ARNS, exampleApp, exampleClient } from './support/example-app.ts';
import { sdkFor } from './support/pool-parts.ts';
import { rawRequest } from './support/raw-request.ts';
import { answer, begin } from './support/sign-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-local-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The example's cloud assembly, made once: each test runs a copy. */
const assembly = mkdtempSync(join(tmpdir(), 'countersign-assembly-'));
beforeAll(() => synthesizeLocalApp({ directory: root, folder: assembly }));
afterAll(() => rmSync(assembly, { recursive: true, force: true }));

describe('the app as it would be deployed', () => {
  it('signs a person in, keeps them, and gives its ports back', async () => {
    const directory = temporaryFolder();
    const built = join(directory, 'built');
    cpSync(assembly, built, { recursive: true });
    const options = {
      directory,
      app: join(built, 'cdk.out'),
      port: 0,
      watch: false,
      onLog: () => {},
      environment: { LOG_LEVEL: 'debug' },
    };

    const local = await runLocal(options);
    const { clients, region, functions } = local.config();
    expect(functions).toHaveLength(4);
    for (const { environment } of local.app.functions) expect(environment).toHaveProperty('LOG_LEVEL', 'debug');
    expect(region).toBe('us-east-1');
    const sdk = sdkFor(local.endpoint);
    const pool = { sdk, ClientId: clients?.[0]?.clientId as string };
    const challenged = await begin(pool);
    const path = '/_local/messages?to=alice@example.com';
    const [message] = JSON.parse((await rawRequest(local.port, { path })).text);
    const signedIn = await answer(pool, challenged, message.code);
    expect(signedIn.AuthenticationResult?.AccessToken).toBeDefined();
    const triggers = endings(local.trace).filter((event) => event.kind === 'trigger');
    expect(triggers.map(({ trigger, tries }) => [trigger, tries.length])).toEqual([
      ['DefineAuthChallenge', 1],
      ['CreateAuthChallenge', 1],
      ['VerifyAuthChallengeResponse', 1],
      ['DefineAuthChallenge', 1],
    ]);
    await expect(runLocal({ ...options, port: 0 })).rejects.toThrow(FolderInUseError);
    await expect(runLocal({ ...options, port: local.port, storage: 'memory' })).rejects.toThrow(PortInUseError);
    sdk.destroy();
    await local.close();

    const again = await runLocal({ ...options, port: local.port });
    onTestFinished(again.close);
    const next = sdkFor(again.endpoint);
    onTestFinished(() => next.destroy());
    const { ChallengeParameters } = await begin({ ...pool, sdk: next });
    expect(ChallengeParameters?.USERNAME).toBe(challenged.ChallengeParameters?.USERNAME);
  });
});

describe('a folder with a flow', () => {
  const flow = `
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
const word = defineChallenge({
  factor: 'possession', attempts: 3,
  limits: { guesses: { free: 2 } },
  create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }),
  verify: ({ answer }) => answer === 'sesame' && { right: true, once: 'sesame ' + Math.random() },
});
export const signIn = defineFlow({ word }, function* ({ pass }) { yield* pass('word'); });`;
  const start = async (directory: string, budgets?: boolean) => {
    const local = await runLocal({
      ...{ directory, lambdas: 'lambdas', port: 0, watch: false, onLog: () => {}, budgets },
      environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_KMS: 'http://127.0.0.1:1' },
    });
    const sdk = sdkFor(local.endpoint);
    onTestFinished(local.close);
    const close = async () => {
      sdk.destroy();
      await local.close();
    };
    const pool = { sdk, ClientId: local.config().clients?.[0]?.clientId as string };
    /** Answers in turn, in one sign-in. @returns the last answer */
    const signIn = async (...answers: readonly string[]) => {
      let challenged: Awaited<ReturnType<typeof begin>> = await begin(pool);
      for (const each of answers) challenged = await answer(pool, challenged, each);
      return challenged;
    };
    return { signIn, close };
  };

  it('remembers wrong answers in its own process and for the next one; by default it makes nobody wait', async () => {
    const directory = temporaryFolder();
    mkdirSync(join(directory, 'lambdas'));
    writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), flow);
    const lifted = await start(directory);
    await lifted.signIn('wrong', 'wrong');
    expect((await lifted.signIn('wrong', 'wrong', 'sesame')).AuthenticationResult).toBeDefined();
    await lifted.close();

    const held = await start(directory, true);
    await held.signIn('wrong', 'wrong');
    expect((await held.signIn('wrong')).ChallengeParameters).toHaveProperty('retryAfter');
    await held.close();

    const again = await start(directory, true);
    expect((await again.signIn('sesame')).ChallengeParameters).toHaveProperty('retryAfter');
    await again.close();
  }, 60_000);
});

describe('a folder with a flow that sends', () => {
  /** A challenge that hands its code to a server of the test's. */
  const flowFor = (url: string) => `
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
import { MessageNotSentError } from '${root}/lib/challenges/errors.ts';
const letter = defineChallenge({
  factor: 'possession', limits: { messages: {} },
  create: () => { const code = String(Math.random()); return { parameters: {}, privateParameters: { code }, state: code, message: { to: 'alice', code } }; },
  decoy: () => ({ parameters: {}, privateParameters: { code: 'none' }, state: 'none' }),
  verify: ({ answer, privateParameters }) => answer === privateParameters.code,
  deliver: async (_context, { code }) => {
    const { status } = await fetch('${url}', { method: 'POST', body: code });
    if (status === 503) throw new MessageNotSentError('not today');
    if (status === 500) process.kill(process.pid, 'SIGKILL');
  },
});
export const signIn = defineFlow({ letter }, function* ({ pass }) { yield* pass('letter'); });`;

  /** Answers with these states in turn, and 200 from then on; keeps the codes that it took. */
  async function startPost(...states: number[]) {
    const codes: string[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.statusCode = states.shift() ?? 200;
        if (response.statusCode === 200) codes.push(Buffer.concat(chunks).toString());
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { codes, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async function start(url: string) {
    const directory = temporaryFolder();
    mkdirSync(join(directory, 'lambdas'));
    writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), flowFor(url));
    const tries: EventTry[] = [];
    const local = await runLocal({
      ...{ directory, lambdas: 'lambdas', port: 0, watch: false, storage: 'memory', onLog: () => {} },
      onEventTry: (tried) => tries.push(tried),
    });
    onTestFinished(local.close);
    const sdk = sdkFor(local.endpoint);
    onTestFinished(() => sdk.destroy());
    return { local, tries, pool: { sdk, ClientId: local.config().clients?.[0]?.clientId as string } };
  }

  it('has it delivered by a function of its own, once more where it was not sent', async () => {
    const { codes, url } = await startPost(503, 503, 503);
    const { local, tries, pool } = await start(url);
    const challenged = await begin(pool);
    expect(codes).toEqual([]);
    await rawRequest(local.port, { path: '/_local/messages' });
    expect(tries).toMatchObject([{ failure: expect.stringMatching(/^UndeliveredError: /), againAfterMs: 3_000 }]);
    await expect.poll(() => codes.length, { timeout: 20_000 }).toBe(1);
    expect((await answer(pool, challenged, codes[0] as string)).AuthenticationResult).toBeDefined();
  }, 60_000);

  it('never sends again what may have been sent when the function was killed; the next sign-in sends its own', async () => {
    const { codes, url } = await startPost(500);
    const { tries, pool } = await start(url);
    await begin(pool);
    await expect.poll(() => tries.length, { timeout: 20_000 }).toBe(2);
    expect(tries[0]?.failure).toMatch(/^Runtime\.ExitError: .*signal: killed/);
    expect(tries[1]).not.toHaveProperty('failure');
    expect(codes).toEqual([]);
    const challenged = await begin(pool);
    await expect.poll(() => codes.length, { timeout: 20_000 }).toBe(1);
    expect((await answer(pool, challenged, codes[0] as string)).AuthenticationResult).toBeDefined();
  }, 60_000);
});

describe('an app whose sources change', () => {
  it('runs anew; where it fails, what ran before goes on', async () => {
    const directory = temporaryFolder();
    const built = join(directory, '.built');
    cpSync(assembly, built, { recursive: true });
    const changes: unknown[] = [];
    let changed = (): void => {};
    const told = (what: unknown): void => {
      changes.push(what);
      changed();
    };
    const nextChange = () =>
      new Promise<void>((resolve) => {
        changed = resolve;
      });
    const local = await runLocal({
      ...{ directory, app: join(built, 'cdk.out'), port: 0, storage: 'memory', onLog: () => {} },
      onUpdate: ({ pools }) => told(pools.length),
      onUpdateError: told,
    });
    onTestFinished(local.close);
    const before = local.app;
    const sdk = sdkFor(local.endpoint);
    onTestFinished(() => sdk.destroy());

    const first = nextChange();
    writeFileSync(join(directory, 'sign-in.ts'), '// changed');
    await first;
    expect(changes).toEqual([1]);
    expect(local.app).not.toBe(before);
    expect(local.app).toEqual(before);

    rmSync(join(built, 'cdk.out', 'manifest.json'));
    const second = nextChange();
    writeFileSync(join(directory, 'sign-in.ts'), '// changed again');
    await second;
    expect(changes[1]).toBeInstanceOf(Error);
    const ClientId = local.config().clients?.[0]?.clientId as string;
    expect(await begin({ sdk, ClientId })).toMatchObject({ ChallengeName: 'CUSTOM_CHALLENGE' });
  });
});

describe('a bundle that fails in its own process', () => {
  const startWith = async (define: string, limits: Partial<HostLimits> = {}) => {
    const folder = temporaryFolder();
    const bundle = (functionArn: string, code: string): LocalFunction => {
      const codeFolder = join(folder, functionArn.split(':').at(-1) as string);
      mkdirSync(codeFolder);
      writeFileSync(join(codeFolder, 'index.mjs'), `export const handler = async (event) => { ${code} };`);
      const found = exampleApp().functions.find((made) => made.functionArn === functionArn) as LocalFunction;
      return { ...found, codeFolder };
    };
    const functions = [bundle(ARNS.define, define), bundle(ARNS.create, ''), bundle(ARNS.verify, '')];
    const host = startFunctionHost({ functions, onLog: () => {}, limits });
    const local = await startLocalPool({
      app: { ...exampleApp(), functions },
      ...{ host, port: 0, seed: [{ username: 'alice@example.com' }] },
    });
    const sdk = sdkFor(local.endpoint);
    onTestFinished(async () => {
      sdk.destroy();
      await local.close();
      await host.close();
    });
    return { local, sdk, ClientId: exampleClient().clientId };
  };

  it.each([
    ['throws', "throw new Error('Not today')", /^DefineAuthChallenge failed with error Not today\.$/],
    ['exits', 'process.exit(129)', /^DefineAuthChallenge failed with error .*exit status 129\.$/s],
  ])('%s', async (_, code, message) => {
    const pool = await startWith(code);
    await expect(begin(pool)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: expect.stringMatching(message),
    });
  });

  it('hangs, three times', async () => {
    const pool = await startWith('await new Promise((resolve) => setTimeout(resolve, 60_000));', { tryMs: 1_000 });
    await expect(begin(pool)).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'DefineAuthChallenge invocation failed due to error Socket timeout while invoking Lambda function.',
    });
    const [trigger] = endings(pool.local.trace);
    expect(trigger).toMatchObject({
      outcome: 'timed out',
      tries: Array.from({ length: 3 }, () => ({ outcome: 'timed out' })),
    });
  });
});
