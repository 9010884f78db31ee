import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AwsClient } from 'aws4fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RefusedCall, startStandIns } from '../../../lib/local/index.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { SIGNER } from './json-call.ts';

async function start() {
  const outbox = new Outbox();
  const refused: RefusedCall[] = [];
  const standIns = await startStandIns({ outbox, onRefused: (call) => refused.push(call) });
  onTestFinished(standIns.close);
  return { outbox, refused, url: standIns.environment.AWS_ENDPOINT_URL as string };
}

const sentence = (operation: string, service: string, id: string): unknown =>
  expect.stringMatching(
    new RegExp(`^The local pool has no stand-in for ${operation} of ${service}; .* --env AWS_ENDPOINT_URL_${id}=`),
  );

describe('a request that aws4fetch signs', () => {
  const aws = new AwsClient({ accessKeyId: 'local', secretAccessKey: 'local', region: 'eu-central-1', retries: 0 });

  it('is told from its signature alone: a form of SNS', async () => {
    const { outbox, url } = await start();
    const body = new URLSearchParams({ Action: 'Publish', PhoneNumber: '+15550100', Message: 'Your code is 123456.' });
    const answer = await aws.fetch(url, {
      ...{ method: 'POST', body: String(body), aws: { service: 'sns' } },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await answer.text()).toContain(`<MessageId>${outbox.last()?.id}</MessageId>`);
    expect(outbox.lastCode('+15550100')).toBe('123456');
  });

  it.each([
    ['s3', '/a-bucket/a/key', 'GET /a-bucket/a/key', 'S3', /<Error><Code>NoStandIn<\/Code><Message>The local pool/],
    ['lambda', '/2015-03-31/functions/other', 'GET /2015-03-31/functions/other', 'LAMBDA', /"The local pool/],
    ['execute-api', '/orders', 'GET /orders', 'APIGATEWAYMANAGEMENTAPI', /"The local pool/],
  ] as const)('is refused by its path: %s', async (service, path, operation, id, body) => {
    const { refused, url } = await start();
    const answer = await aws.fetch(url + path, { aws: { service } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(body);
    expect(refused).toEqual([{ service, operation, message: sentence(operation, service, id) }]);
  });
});

const HAS_BOTO3 = spawnSync('python3', ['-c', 'import boto3']).status === 0;

describe.skipIf(!HAS_BOTO3)('boto3, told nothing but the environment', () => {
  it('is answered, or refused at once by the sentence, and nothing leaves this machine', async () => {
    const { outbox, refused, url } = await start();
    const { stdout } = await promisify(execFile)(
      'python3',
      [fileURLToPath(new URL('./fixtures/boto3-calls.py', import.meta.url))],
      {
        env: {
          ...{ PATH: process.env.PATH, ...SIGNER, AWS_DEFAULT_REGION: SIGNER.AWS_REGION, AWS_ENDPOINT_URL: url },
          ...{
            AWS_EC2_METADATA_DISABLED: 'true',
            AWS_CONFIG_FILE: '/nowhere',
            AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
          },
        },
      },
    );
    const answered = { status: 200, retries: 0 };
    const not = (operation: string, service: string, id: string) => ({
      ...{ code: 'NoStandIn', retries: 0 },
      message: sentence(operation, service, id),
    });
    expect(JSON.parse(stdout)).toEqual({
      ...{ 'SES v1': answered, 'SES v2': answered, SNS: answered, SMS: answered, KMS: answered },
      'SES v1 quota': not('GetSendQuota', 'ses', 'SES'),
      'SES v2 account': not('GET /v2/email/account', 'ses', 'SESV2'),
      S3: not('GET /a-bucket/a/key', 's3', 'S3'),
      DynamoDB: not('ListTables', 'dynamodb', 'DYNAMODB'),
      STS: not('GetCallerIdentity', 'sts', 'STS'),
      EventBridge: not('PutEvents', 'events', 'EVENTBRIDGE'),
      CloudWatch: not('PutMetricData', 'monitoring', 'CLOUDWATCH'),
      beyond: [],
    });
    expect(refused).toHaveLength(7);
    expect(outbox.list().map(({ code }) => code)).toEqual(['123456', '123456', '123456', '123456']);
  }, 60_000);
});
