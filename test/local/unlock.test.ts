import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { defaultClient, type LocalFunction, runLocal, startLocalPool, UnlockError } from '../../lib/local/index.ts';
import { unlocker } from '../../lib/local/unlocker.ts';
import { ARNS, exampleApp } from './support/example-app.ts';
import { inProcessHost } from './support/in-process-host.ts';
import { sdkFor } from './support/pool-parts.ts';
import { rawRequest } from './support/raw-request.ts';
import { answer, begin } from './support/sign-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Two wrong answers are free; the challenge that proves nothing counts none. */
const flow = `
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
const parts = { create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }) };
const robot = defineChallenge({ ...parts, factor: 'none', attempts: 3, verify: ({ answer }) => answer === 'human' });
const word = defineChallenge({
  ...parts, factor: 'possession', attempts: 5, limits: { guesses: { free: 2 } }, verify: ({ answer }) => answer === 'sesame',
});
export const signIn = defineFlow({ robot, word }, function* ({ pass }) {
  yield* pass('robot');
  yield* pass('word');
});`;

const top = mkdtempSync(join(tmpdir(), 'countersign-unlock-test-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(top, 'folder-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The local pool of the flow, which holds the waits. */
async function start() {
  const printed: string[] = [];
  const local = await runLocal({
    directory: folderWith({ 'lambdas/sign-in.ts': flow }),
    ...{ lambdas: 'lambdas', port: 0, watch: false, storage: 'memory', budgets: true },
    onLog: ({ text }) => printed.push(text),
  });
  const sdk = sdkFor(local.endpoint);
  const close = async () => {
    sdk.destroy();
    await local.close();
  };
  const { clientId: ClientId = '', userPoolId = '' } = defaultClient(local.config()) ?? {};
  const signIn = async (username: string, ...answers: readonly string[]) => {
    let challenged: Awaited<ReturnType<typeof begin>> = await begin({ sdk, ClientId }, username);
    for (const each of answers) challenged = await answer({ sdk, ClientId }, challenged, each);
    return challenged;
  };
  return {
    ...{ local, userPoolId, printed, signIn, close },
    /** Answers wrong until the user must wait. */
    lock: (username: string) => signIn(username, 'human', 'wrong', 'wrong', 'wrong'),
    /** Whether the next right answer is looked at. */
    isIn: async (username: string) =>
      (await signIn(username, 'human', 'sesame')).AuthenticationResult?.AccessToken !== undefined,
    unlock: async (given: unknown, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(`${local.endpoint}/_local/unlock`, {
        method: 'POST',
        headers,
        body: typeof given === 'string' ? given : JSON.stringify(given),
      });
      return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
    },
  };
}

const ALICE = 'alice@example.com';

describe('POST /_local/unlock', () => {
  let pool: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    pool = await start();
  });
  afterAll(() => pool.close());

  it('lets a user in who must wait, by the address that is typed; nobody else, and no name but that one', async () => {
    const { userPoolId } = pool;
    await pool.lock(ALICE);
    expect(await pool.isIn(ALICE)).toBe(false);
    await pool.unlock({ userPoolId, username: 'bob@example.com' });
    expect(await pool.isIn(ALICE)).toBe(false);

    const { ChallengeParameters } = await pool.signIn(ALICE);
    const { status, answer: answered } = await pool.unlock({ userPoolId, username: 'Alice@Example.com' });
    expect(answered).toEqual({
      userName: ChallengeParameters?.USERNAME,
      userNotFound: false,
      unlocked: ['word'],
    });
    expect(status).toBe(200);
    expect(await pool.isIn(ALICE)).toBe(true);
    expect(pool.printed.filter((line) => line.includes('"Unlock"'))).toHaveLength(2);
    expect(pool.printed.join('\n')).not.toContain('@example.com');
  });

  it('takes a name that nobody has', async () => {
    const retryAfter = async () => (await pool.signIn('nobody@example.com', 'human')).ChallengeParameters?.retryAfter;
    await pool.lock('nobody@example.com');
    expect(await retryAfter()).toBe('60');
    const { answer: answered } = await pool.unlock({ userPoolId: pool.userPoolId, username: 'Nobody@example.com' });
    expect(answered).toMatchObject({ userNotFound: true, unlocked: ['word'] });
    expect(await retryAfter()).toBeUndefined();
  });

  it('refuses what it can’t read, another pool, and the pages of other sites', async () => {
    const { unlock, userPoolId, local } = pool;
    const missing = { status: 400, answer: { __type: 'SerializationException' } };
    for (const given of [
      '',
      'null',
      '[]',
      '{}',
      { userPoolId },
      { userPoolId, username: '' },
      { userPoolId: 1, username: ALICE },
    ]) {
      expect(await unlock(given)).toMatchObject(missing);
    }
    expect(await unlock({ userPoolId: 'us-east-1_Other', username: ALICE })).toMatchObject({
      status: 400,
      answer: { __type: 'ResourceNotFoundException' },
    });
    const given = { userPoolId, username: ALICE };
    expect(await unlock(given, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    const rebound = { method: 'POST', path: '/_local/unlock', headers: { host: 'evil.example' } };
    expect(await rawRequest(local.port, { ...rebound, body: JSON.stringify(given) })).toMatchObject({ status: 403 });
    expect(await unlock(given)).toMatchObject({ status: 200 });
  });

  it('says so where the pool was started without what unlocks', async () => {
    const app = exampleApp();
    const without = await startLocalPool({ app, host: inProcessHost({}), port: 0 });
    onTestFinished(without.close);
    const userPoolId = app.pools[0]?.userPoolId;
    const body = JSON.stringify({ userPoolId, username: ALICE });
    const response = await fetch(`${without.endpoint}/_local/unlock`, { method: 'POST', body });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      __type: 'UnlockFailed',
      message: expect.stringContaining('without'),
    });
  });
});

describe('what unlocks', () => {
  const [pool] = exampleApp().pools;
  const unlockWith = (functions: readonly LocalFunction[], onLog: () => void = () => {}) => {
    const made = unlocker({ functions: () => functions, environment: {}, onLog });
    return { ...made, outcome: made.unlock(pool as never, 'alice').catch((error: unknown) => error) };
  };
  const verifyThat = (code: string, file = 'index.mjs'): LocalFunction => {
    const verify = exampleApp().functions.find(({ functionArn }) => functionArn === ARNS.verify) as LocalFunction;
    return { ...verify, environment: {}, codeFolder: folderWith({ [file]: code }) };
  };

  it.each<[string, () => readonly LocalFunction[], RegExp]>([
    [
      'the pool has no function that verifies',
      () => [],
      /has no function for VerifyAuthChallengeResponse that runs here/,
    ],
    [
      'that isn’t made of a flow',
      () => [verifyThat('export const handler = async (event) => event;')],
      /carries no flow: its handler isn't made by verifyAuthChallengeResponseHandler$/,
    ],
    ['that doesn’t load', () => [verifyThat("throw new Error('not today');")], /not today/],
    ['its code is gone', () => [verifyThat('', 'other.mjs')], /Cannot find module/],
    [
      'there is no ledger',
      () => [
        {
          ...verifyThat(`export const handler = Object.assign(() => {}, { flow: { challenges: {} } });`),
          environment: { COUNTERSIGN_LEDGER: 'none' },
        },
      ],
      /^this deployment has no ledger/,
    ],
  ])('fails and says why where %s', async (_where, functions, message) => {
    const error = await unlockWith(functions()).outcome;
    expect(error).toBeInstanceOf(UnlockError);
    expect((error as Error).message).toMatch(message);
  });

  it('ends with the pool, whatever is under way', async () => {
    const { outcome, close } = unlockWith([verifyThat('await new Promise(() => setInterval(() => {}, 1000));')]);
    await close();
    expect(await outcome).toMatchObject({ code: 'function-host-closed' });
  });
});
