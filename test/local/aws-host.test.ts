import { expect, it } from 'vitest';
import { isAwsHost } from '../../lib/local/aws-host.ts';

it.each([
  'dynamodb.eu-central-1.amazonaws.com',
  'SQS.US-EAST-1.AMAZONAWS.COM',
  'cognito-idp.us-east-1.amazonaws.com.',
  'kms.cn-north-1.amazonaws.com.cn',
  'dynamodb.eusc-de-east-1.amazonaws.eu',
  's3.dualstack.eu-west-1.api.aws',
  'abc.lambda-url.eu-west-1.on.aws',
  'vpce-1.execute-api.eu-west-1.vpce.amazonaws.com',
])('knows a host of AWS: %s', (host) => {
  expect(isAwsHost(host)).toBe(true);
});

it.each(['localhost', '127.0.0.1', 'amazonaws.com.example.org', 'notamazonaws.com', 'docs.aws', 'myapi.aws'])(
  'leaves others: %s',
  (host) => {
    expect(isAwsHost(host)).toBe(false);
  },
);
