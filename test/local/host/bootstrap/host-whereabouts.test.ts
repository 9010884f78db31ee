import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { whereIs } from '../../../../lib/local/host/bootstrap/host-whereabouts.ts';

it.each([
  'amazonaws.com',
  'sqs.us-east-1.amazonaws.com',
  'SQS.US-EAST-1.AmazonAWS.com.',
  'email-smtp.eu-west-1.amazonaws.com',
  'sts.cn-north-1.amazonaws.com.cn',
  'kms.cn-north-1.api.amazonwebservices.com.cn',
  'dynamodb.us-east-1.api.aws',
  'abc.lambda-url.us-east-1.on.aws',
  'sts.eusc-de-east-1.amazonaws.eu',
  's3.us-iso-east-1.c2s.ic.gov',
  'example.auth.us-east-1.amazoncognito.com',
  '169.254.169.254',
  '169.254.170.2',
  '::ffff:169.254.169.254',
  'fd00:ec2::254',
  'FD00:0EC2:0:0:0:0:0:254',
])('takes %s for AWS', (host) => expect(whereIs(host)).toBe('aws'));

it.each([
  '',
  'localhost',
  'LOCALHOST.',
  'app.localhost',
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '0:0:0:0:0:0:0:1',
  ...Object.values(networkInterfaces()).flatMap((own) => own?.map(({ address }) => address) ?? []),
])('takes %s for this machine', (host) => expect(whereIs(host)).toBe('here'));

it.each([
  'example.com',
  'challenges.cloudflare.com',
  'notamazonaws.com',
  'amazonaws.com.example.org',
  'localhost.example.com',
  'mylocalhost',
  'database',
  '192.0.2.1',
  '2001:db8::1',
])('takes %s for somebody else', (host) => expect(whereIs(host)).toBe('elsewhere'));

it('takes any name below one of AWS’s for AWS, in whichever case, with a dot at its end or without', () => {
  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
  fc.assert(
    fc.property(fc.array(label, { maxLength: 4 }), fc.boolean(), fc.boolean(), (labels, upper, dot) => {
      const name = [...labels, 'amazonaws', 'com'].join('.');
      expect(whereIs(`${upper ? name.toUpperCase() : name}${dot ? '.' : ''}`)).toBe('aws');
    }),
  );
});
