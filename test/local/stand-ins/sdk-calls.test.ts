import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type FunctionHost,
  type OutsideCall,
  type RefusedCall,
  startFunctionHost,
  startLocalPool,
  startStandIns,
} from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { functionOf } from '../host/function-of.ts';
import { answerOf } from '../host/support.ts';
import { exampleApp, exampleClient } from '../support/example-app.ts';

const CALLER = functionOf('caller', {
  functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:caller',
  codeFolder: fileURLToPath(new URL('./fixtures/sdk-calls', import.meta.url)),
  handler: 'index.handler',
  environment: {
    CLIENT_ID: exampleClient().clientId,
    QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/a-queue',
    // What the app would have its functions call must not lead past the stand-ins.
    AWS_ENDPOINT_URL_S3: 'https://s3.eu-central-1.amazonaws.com',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  },
  memorySize: 1024,
  timeout: 60,
});

/** How a call came out: what the handler saw of it. */
interface Outcome {
  readonly status?: number;
  readonly name?: string;
  readonly message?: string;
  readonly attempts: number;
  /** Hosts that were connected to, this machine's own left out. */
  readonly beyond: readonly string[];
  readonly ms: number;
}

let host: FunctionHost;
const outbox = new Outbox();
const refused: RefusedCall[] = [];
const outside: OutsideCall[] = [];

beforeAll(async () => {
  const standIns = await startStandIns({
    ...{ outbox, functions: () => [{ environment: {} }], onRefused: (call) => refused.push(call) },
    pool: () => pool.endpoint,
  });
  host = startFunctionHost({
    functions: [CALLER],
    environment: standIns.environment,
    onOutside: (call) => outside.push(call),
    limits: { tryMs: 60_000 },
  });
  const pool = await startLocalPool({ app: exampleApp(), host, port: 0, seed: [{ username: 'alice@example.com' }] });
  return async () => {
    await pool.close();
    await host.close();
    await standIns.close();
  };
});

async function call(name: string): Promise<Outcome> {
  refused.length = 0;
  return answerOf(await host.invoke(CALLER.functionArn, JSON.stringify({ name }))) as Outcome;
}

describe("a call by AWS's SDK, told nothing but the environment", () => {
  it.each([
    'SES v1 SendEmail',
    'SES v2 SendEmail',
    'SNS Publish',
    'SMS SendTextMessage',
    'KMS Encrypt',
    'Cognito AdminGetUser',
    'Cognito SignUp',
  ])('is answered: %s', async (name) => {
    expect(await call(name)).toMatchObject({ status: 200, attempts: 1, beyond: [] });
    expect([refused, outside]).toEqual([[], []]);
  });

  it.each([
    ['SES v1 GetSendQuota', 'GetSendQuota', 'ses', 'SES'],
    ['SES v2 GetAccount', 'GET /v2/email/account', 'ses', 'SESV2'],
    ['SNS Publish to a topic', 'Publish', 'sns', 'SNS'],
    ['KMS Sign', 'Sign', 'kms', 'KMS'],
    ['DynamoDB GetItem', 'GetItem', 'dynamodb', 'DYNAMODB'],
    ['S3 GetObject', 'GetObject', 's3', 'S3'],
    ['S3 PutObject', 'PutObject', 's3', 'S3'],
    ['STS GetCallerIdentity', 'GetCallerIdentity', 'sts', 'STS'],
    ['EventBridge PutEvents', 'PutEvents', 'events', 'EVENTBRIDGE'],
    ['SQS SendMessage', 'SendMessage', 'sqs', 'SQS'],
  ])('is refused at once, and nothing leaves this machine: %s', async (name, operation, service, id) => {
    const { ms, ...outcome } = await call(name);
    const message =
      `The local pool has no stand-in for ${operation} of ${service}; nothing left this machine. ` +
      `Give the functions an endpoint: --env AWS_ENDPOINT_URL_${id}=http://127.0.0.1:PORT`;
    const whole = id === 'DYNAMODB' ? `${message}, by --dynamodb URL, or install dynalite: npm i -D dynalite` : message;
    expect(outcome).toEqual({ name: 'NoStandIn', message: whole, attempts: 1, beyond: [] });
    // Once: the SDK didn't try it again.
    expect(refused).toEqual([{ service, operation, message: whole }]);
    expect(outside).toEqual([]);
  });

  it.each([
    ['SSM GetParameter', 'GetParameter', 'ssm', '/a/parameter of Systems Manager', '"ssm": { "/a/parameter": "…" }'],
    [
      'Secrets Manager GetSecretValue',
      'GetSecretValue',
      'secretsmanager',
      'a-secret of Secrets Manager',
      '"secrets": { "a-secret": "…" }',
    ],
  ])('for a value that nobody gave is refused at once: %s', async (name, operation, service, named, given) => {
    const { ms, ...outcome } = await call(name);
    const message =
      `The local pool has no value for ${named}; nothing left this machine. ` +
      `Give it in countersign.local.json: ${given}.`;
    expect(outcome).toEqual({ name: 'NoStandIn', message, attempts: 1, beyond: [] });
    expect(refused).toEqual([{ service, operation, message }]);
  });

  it('names an invoked function that the app does not have', async () => {
    expect(await call('Lambda Invoke')).toMatchObject({ name: 'ResourceNotFoundException', attempts: 1, beyond: [] });
  });

  it('that has no room for a sentence is refused too, and the terminal has it: S3 HeadObject', async () => {
    expect(await call('S3 HeadObject')).toMatchObject({ attempts: 1, beyond: [] });
    expect(refused).toMatchObject([{ service: 's3', message: expect.stringContaining('nothing left this machine') }]);
  });
});
