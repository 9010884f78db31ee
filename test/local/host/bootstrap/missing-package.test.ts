import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { missingPackageAdvice } from '../../../../lib/local/host/bootstrap/missing-package.ts';
import { functionOf } from '../function-of.ts';
import { hostOf } from '../support.ts';

const ON_24 = 'AWS_Lambda_nodejs24.x';

it.each([
  ["Error: Cannot find module '@aws-sdk/client-ses'\nRequire stack:\n- /app/index.js", '@aws-sdk/client-ses'],
  [
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@smithy/node-http-handler' imported from /app/index.mjs",
    '@smithy/node-http-handler',
  ],
  ["Cannot find package '@aws-sdk/lib-dynamodb/dist' imported from /app/index.mjs", '@aws-sdk/lib-dynamodb'],
])('says of a package of the AWS SDK that Lambda brings it, and how it is installed: %s', (message, name) => {
  expect(missingPackageAdvice(message, ON_24)).toBe(
    `\nLambda brings ${name} with nodejs24.x. Here it must be installed in the project: npm i -D ${name}`,
  );
});

it('says of AWS SDK v2 with which runtimes it comes', () => {
  const message = "Error: Cannot find module 'aws-sdk'\nRequire stack:";
  expect(missingPackageAdvice(message, 'AWS_Lambda_nodejs16.x')).toContain('Lambda brings aws-sdk with nodejs16.x');
  expect(missingPackageAdvice(message, ON_24)).toContain("Lambda doesn't bring aws-sdk with nodejs24.x either");
});

it.each(["Cannot find module 'zod'", 'no @aws-sdk/client-ses today', "Cannot find module './aws-sdk'"])(
  'says nothing of anything else: %s',
  (message) => {
    expect(missingPackageAdvice(message, ON_24)).toBe('');
  },
);

it.each([
  [
    'when it is loaded',
    "import { SESClient } from '@aws-sdk/client-absent';\nexport const handler = async () => SESClient;",
  ],
  ['when it runs', "export const handler = async () => import('@aws-sdk/client-absent');"],
])('has a function that misses one %s say so', async (_, code) => {
  const codeFolder = mkdtempSync(join(tmpdir(), 'countersign-missing-'));
  onTestFinished(() => rmSync(codeFolder, { recursive: true }));
  writeFileSync(join(codeFolder, 'index.mjs'), code);
  const host = hostOf([functionOf('missing', { codeFolder, handler: 'index.handler' })]);
  expect(await host.call('missing')).toMatchObject({
    kind: 'failed',
    errorMessage: expect.stringContaining('npm i -D @aws-sdk/client-absent'),
  });
});
