// @module-tag slow
import { Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { expect, it, onTestFinished } from 'vitest';
import { begin } from '../support/sign-in.ts';
import { startGuest } from '../support/start-guest.ts';

/** Calls others the way that the user's name says. */
const DEFINE = `
const { S3Client, ListBucketsCommand } = require('@aws-sdk/client-s3');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/audit';
const ways = {
  sdk: () => new S3Client().send(new ListBucketsCommand()),
  queue: () => new SQSClient().send(new SendMessageCommand({ QueueUrl, MessageBody: 'in' })),
  https: () => new Promise((resolve, reject) =>
    require('node:https').get('https://sns.us-east-1.amazonaws.com/', resolve).on('error', reject)),
  fetch: () => fetch('https://mail.example.com/send', { method: 'POST' }),
};
exports.handler = async (event) => {
  await ways[event.userName]();
  event.response = { issueTokens: true, failAuthentication: false };
  return event;
};`;

class CallingStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const trigger = new LambdaFunction(this, 'Trigger', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(DEFINE),
    });
    const userPool = new UserPool(this, 'UserPool', {
      lambdaTriggers: {
        defineAuthChallenge: trigger,
        createAuthChallenge: trigger,
        verifyAuthChallengeResponse: trigger,
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true } });
  }
}

it('an app that calls beyond this machine is found out, whichever way it calls, and signs nobody in', async () => {
  const seed = ['sdk', 'queue', 'https', 'fetch'].map((username) => ({ username }));
  const guest = await startGuest(CallingStack, { seed });
  onTestFinished(() => guest.close().catch(() => {}));
  for (const { username } of seed) {
    await expect(begin(guest, username)).rejects.toMatchObject({ name: 'UserLambdaValidationException' });
  }
  await expect(begin(guest, 'sdk')).rejects.toThrow(
    /^DefineAuthChallenge failed with error The local pool has no stand-in for ListBuckets of s3; nothing left/,
  );
  await expect(fetch('https://sts.amazonaws.com/')).rejects.toThrow();
  const [{ functionName = '' } = {}] = guest.local.app.functions;
  expect(new Set(guest.calledBeyond())).toEqual(
    new Set([
      'ListBuckets of s3 was refused',
      `${functionName} called sqs.us-east-1.amazonaws.com`,
      `${functionName} called sns.us-east-1.amazonaws.com`,
      `${functionName} called mail.example.com`,
      'the test looked up sts.amazonaws.com',
    ]),
  );
  await expect(guest.close()).rejects.toThrow('Not on this machine: ');
});
