import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { MemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { defaultClient, type RunningLocal, runLocal } from '../../lib/local/index.ts';
import { lambdaContext, verifyAuthChallengeResponseEvent } from '../../lib/testing/index.ts';
import { type UnlockInput, unlockHandler, verifyAuthChallengeResponseHandler } from '../../lib/triggers/index.ts';
import { sdkFor } from '../local/support/pool-parts.ts';
import { answer, begin } from '../local/support/sign-in.ts';
import { type Outcome, root, run } from './run-command.ts';

const ALICE = 'alice@example.com';
const SOURCE = `
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
const word = defineChallenge({
  factor: 'possession', attempts: 5, limits: { guesses: { free: 2 } },
  create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: ({ answer }) => answer === 'sesame',
});
export const signIn = defineFlow({ word }, function* ({ pass }) { yield* pass('word'); });`;

/** A pool of one challenge, that holds the waits. */
let local: RunningLocal;
const directory = mkdtempSync(join(tmpdir(), 'countersign-unlock-test-'));
beforeAll(async () => {
  mkdirSync(join(directory, 'lambdas'));
  writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), SOURCE);
  local = await runLocal({
    ...{ directory, lambdas: 'lambdas', port: 0, watch: false, storage: 'memory', budgets: true },
    onLog: () => {},
  });
});
afterAll(async () => {
  await local.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What a client does with it. */
function signIns() {
  const sdk = sdkFor(local.endpoint);
  onTestFinished(() => sdk.destroy());
  const pool = { sdk, ClientId: defaultClient(local.config())?.clientId as string };
  return async (...answers: readonly string[]): Promise<boolean> => {
    let challenged: Awaited<ReturnType<typeof begin>> = await begin(pool, ALICE);
    for (const each of answers) challenged = await answer(pool, challenged, each);
    return challenged.AuthenticationResult?.AccessToken !== undefined;
  };
}

describe('of the local pool', () => {
  test('lets a user in who must wait, and says where answers are forgotten', async () => {
    const isIn = signIns();
    await isIn('wrong', 'wrong', 'wrong');
    expect(await isIn('sesame')).toBe(false);

    expect(await run(['unlock', ALICE, '--endpoint', local.endpoint])).toEqual({
      exitCode: 0,
      output: `${ALICE} is unlocked. Wrong answers are forgotten at: word.\n`,
      errors: '',
    });
    expect(await isIn('sesame')).toBe(true);

    const { port } = new URL(local.endpoint);
    const { userPoolId = '' } = local.config();
    const unknown = await run(['unlock', 'nobody', '--user-pool-id', userPoolId], { environment: { PORT: port } });
    expect(unknown).toEqual({
      exitCode: 0,
      output: 'nobody is unlocked. Wrong answers are forgotten at: word.\n',
      errors: `There is no user nobody in ${userPoolId}. The name is unlocked as it was typed.\n`,
    });

    const other = await run(['unlock', ALICE, '--user-pool-id', 'us-east-1_Other', '--endpoint', local.endpoint]);
    expect(other).toMatchObject({ exitCode: 1, output: '' });
    expect(other.errors).toBe(
      `countersign: the local pool has no user pool us-east-1_Other; its user pools: ${userPoolId}\n`,
    );
  });

  test('says so where nobody is ever locked', async () => {
    const endpoint = await serve(() => ({
      body: { pools: [{ userPoolId: 'us-east-1_A', clients: [] }], unlocked: [] },
    }));
    const { output } = await run(['unlock', ALICE, '--endpoint', endpoint, '--user-pool-id', 'us-east-1_A']);
    expect(output).toBe(`${ALICE} is locked nowhere: no challenge of the flow counts wrong answers.\n`);
  });

  test.each<[string, unknown, RegExp]>([
    [
      'why it fails',
      { message: 'the ledger is away' },
      /^countersign: the local pool unlocked nobody: the ledger is away\n$/,
    ],
    ['what another version answers', '<html>', /^countersign: the local pool unlocked nobody: HTTP 500\n$/],
  ])('says %s', async (_what, body, message) => {
    const pools = [{ userPoolId: 'us-east-1_A', clients: [] }];
    const endpoint = await serve(({ path }) =>
      path === '/_local/config' ? { body: { pools } } : { status: 500, body },
    );
    const { exitCode, errors } = await run(['unlock', ALICE, '--endpoint', endpoint, '--user-pool-id', 'us-east-1_A']);
    expect(errors).toMatch(message);
    expect(exitCode).toBe(1);
  });

  test('says how to start one where none answers', async () => {
    const free = (await serve(() => ({ body: {} }))).replace(/\d+$/, '1');
    const { errors } = await run(['unlock', ALICE, '--endpoint', free]);
    expect(errors).toBe(`countersign: no local pool answers at ${free}: start it with countersign local\n`);
  });
});

interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}
interface Served {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Serves JSON on this machine; gives the URL. */
async function serve(respond: (asked: Asked) => Served | Promise<Served>): Promise<string> {
  const server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const { status = 200, body, headers: more } = await respond({ path, headers, body: await text(request) });
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const FUNCTION = 'Auth-SignInUnlock1A2B-3C4D';
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_SESSION_TOKEN: 'a token' };

const counting = defineFlow(
  {
    word: defineChallenge({
      factor: 'possession',
      create: () => ({ parameters: {} }),
      decoy: () => ({ parameters: {} }),
      verify: ({ answer: given }) => given === 'sesame',
    }),
  },
  function* ({ pass }) {
    yield* pass('word');
  },
);

/** Lambda with the function that unlocks, as its API answers; the users are the local pool's. */
async function startAws({ ledger = new MemoryLedger() as Ledger, config = {} } = {}) {
  const asked: Asked[] = [];
  const options = { ledger, log: { info: () => {}, error: () => {} } };
  const unlock = unlockHandler(counting, options);
  const verify = verifyAuthChallengeResponseHandler(counting, options);
  const lambda = await serve(async (request) => {
    asked.push(request);
    try {
      return { body: await unlock(JSON.parse(request.body) as UnlockInput, lambdaContext('unlock')) };
    } catch (error) {
      const { name, message } = error as Error;
      return { body: { errorType: name, errorMessage: message }, headers: { 'x-amz-function-error': 'Unhandled' } };
    }
  });
  const environment: Readonly<Record<string, string>> = { ...KEYS, AWS_ENDPOINT_URL_LAMBDA: lambda, ...config };
  return {
    asked,
    environment,
    isRight: async (userPoolId: string, userName: string, challengeAnswer: string) => {
      const privateChallengeParameters = { 'countersign:position': '[1,"word",0,"",[]]' };
      const event = verifyAuthChallengeResponseEvent({
        ...{ userPoolId, userName, challengeAnswer, privateChallengeParameters },
      });
      return (await verify(event)).response.answerCorrect;
    },
    unlock: (username: string, userPoolId: string, more: object = {}): Promise<Outcome> =>
      run(['unlock', username, '--function', FUNCTION, '--user-pool-id', userPoolId], {
        environment: { ...environment, ...more },
      }),
  };
}

describe('on AWS', () => {
  test('finds the user by the alias, and invokes the function for the name that triggers get', async () => {
    const { userPoolId = '' } = local.config();
    const aws = await startAws({ config: { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: local.endpoint } });
    const sdk = sdkFor(local.endpoint);
    onTestFinished(() => sdk.destroy());
    const { ChallengeParameters } = await begin({ sdk, ClientId: local.config().clients?.[0]?.clientId ?? '' }, ALICE);
    const userName = ChallengeParameters?.USERNAME ?? '';
    for (let answers = 0; answers < 11; answers++) await aws.isRight(userPoolId, userName, 'wrong');
    expect(await aws.isRight(userPoolId, userName, 'sesame')).toBe(false);

    expect(await aws.unlock(ALICE, userPoolId)).toEqual({
      exitCode: 0,
      output: `${ALICE} is unlocked. Wrong answers are forgotten at: word.\n`,
      errors: '',
    });
    expect(await aws.isRight(userPoolId, userName, 'sesame')).toBe(true);
    const [{ path, headers, body }] = aws.asked as [Asked];
    expect(path).toBe(`/2015-03-31/functions/${FUNCTION}/invocations`);
    expect(headers).toMatchObject({
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-security-token': KEYS.AWS_SESSION_TOKEN,
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/us-east-1\/lambda\/aws4_request, /,
      ),
    });
    expect(JSON.parse(body)).toEqual({ userPoolId, userName });

    const unknown = await aws.unlock('nobody@example.com', userPoolId);
    expect(unknown.exitCode).toBe(0);
    expect(unknown.errors).toMatch(/^There is no user nobody@example\.com in us-east-1_\w+\. The name is unlocked/);
    expect(JSON.parse(aws.asked[1]?.body ?? '')).toEqual({ userPoolId, userName: 'nobody@example.com' });
  });

  const POOL = 'eu-central-1_AbCdEf123';
  /** Cognito that says the same to whatever it is asked. */
  const cognito = async (status: number, body: object) => ({
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await serve(() => ({ status, body })),
  });
  const found = () => cognito(200, { Username: 'alice' });

  test('says what the function says where it fails', async () => {
    const ledger: Ledger = { open: () => Promise.reject(new Error("the ledger's table can't be used")) };
    const { unlock } = await startAws({ ledger, config: await found() });
    expect(await unlock('alice', POOL)).toEqual({
      exitCode: 1,
      output: '',
      errors: `countersign: ${FUNCTION} failed: Error: the ledger's table can't be used\n`,
    });
  });

  test('takes an ARN for the function', async () => {
    const { asked, environment } = await startAws({ config: await found() });
    const arn = `arn:aws:lambda:eu-central-1:123456789012:function:${FUNCTION}`;
    const outcome = await run(['unlock', 'alice', '--function', arn, '--user-pool-id', POOL], { environment });
    expect(outcome.exitCode).toBe(0);
    expect(asked[0]?.path).toBe(`/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`);
  });

  test.each<[string, Served, RegExp]>([
    ['another function', { body: { ok: true } }, /^countersign: \S+ unlocks nobody: it answered something else\./],
    ['a list of no names', { body: { unlocked: [1] } }, /unlocks nobody/],
    ['nothing', { body: null }, /unlocks nobody/],
    [
      'a failure without words',
      { body: null, headers: { 'x-amz-function-error': 'Unhandled' } },
      /: it says no more\n$/,
    ],
    [
      'that there is no such function',
      { status: 404, body: { Message: 'x' }, headers: { 'x-amzn-errortype': 'ResourceNotFoundException' } },
      /^countersign: AWS Lambda answered 404 ResourceNotFoundException: there is no function Auth-SignInUnlock1A2B-3C4D in/,
    ],
    [
      'that it may not be invoked',
      { status: 403, body: { Message: 'x' }, headers: { 'x-amzn-errortype': 'AccessDeniedException' } },
      /: you need cognito-idp:AdminGetUser on eu-central-1_AbCdEf123 and lambda:InvokeFunction on Auth-SignInUnlock/,
    ],
    ['a fault of its own', { status: 503, body: {} }, /^countersign: AWS Lambda answered 503 with no type\n$/],
  ])('fails where Lambda answers %s', async (_what, served, message) => {
    const lambda = { AWS_ENDPOINT_URL_LAMBDA: await serve(() => served) };
    const { unlock } = await startAws({ config: { ...(await found()), ...lambda } });
    const { exitCode, output, errors } = await unlock('alice', POOL);
    expect(errors).toMatch(message);
    expect(output).toBe('');
    expect(exitCode).toBe(1);
  });

  test.each<[string, number, object, RegExp]>([
    [
      'that there is no such pool',
      400,
      { __type: 'ResourceNotFoundException' },
      /^countersign: Amazon Cognito answered 400 ResourceNotFoundException: there is no user pool eu-central-1_AbCdEf123/,
    ],
    [
      'that the credentials are none',
      400,
      { __type: 'UnrecognizedClientException' },
      /400 UnrecognizedClientException\n$/,
    ],
    ['a user without a name', 200, {}, /^countersign: Amazon Cognito found a user without a name\n$/],
  ])('fails where Cognito answers %s, and invokes nothing', async (_what, status, body, message) => {
    const { unlock, asked } = await startAws({ config: await cognito(status, body) });
    const { exitCode, errors } = await unlock('alice', POOL);
    expect(errors).toMatch(message);
    expect(exitCode).toBe(1);
    expect(asked).toEqual([]);
  });

  test('fails where AWS can’t be reached', async () => {
    const gone = { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://127.0.0.1:1' };
    const { unlock } = await startAws({ config: gone });
    const { errors } = await unlock('alice', POOL);
    expect(errors).toBe('countersign: Amazon Cognito could not be reached, or did not answer in time\n');
  });

  test.each<[string, readonly string[], object, RegExp]>([
    ['no pool', ['--function', FUNCTION], KEYS, /^countersign: --function \S+ needs --user-pool-id ID/],
    [
      'no id of a pool',
      ['--function', FUNCTION, '--user-pool-id', 'my-pool'],
      KEYS,
      /takes the id of a user pool.*got my-pool/,
    ],
    [
      'both places',
      ['--function', FUNCTION, '--user-pool-id', POOL, '--endpoint', 'http://localhost:9339'],
      KEYS,
      /^countersign: --endpoint \(http:\/\/localhost:9339\) is of the local pool and --function/,
    ],
    [
      'no credentials',
      ['--function', FUNCTION, '--user-pool-id', POOL],
      { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' },
      /^countersign: AWS_SECRET_ACCESS_KEY is not set: .*aws configure export-credentials/,
    ],
  ])('is used wrongly with %s', async (_what, options, environment, message) => {
    const { exitCode, output, errors } = await run(['unlock', 'alice', ...options], {
      environment: { ...environment },
    });
    expect(errors).toMatch(message);
    expect(output).toBe('');
    expect(exitCode).toBe(2);
  });
});
