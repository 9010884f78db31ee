import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { temporaryFolder } from './assembly.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A project with a flow in `lambdas`, and nothing else. */
function project(signIn: string): string {
  const directory = temporaryFolder();
  mkdirSync(join(directory, 'lambdas'));
  writeFileSync(join(directory, 'lambdas', 'sign-in.ts'), signIn);
  return directory;
}

const challenges = `
import { emailOtp } from '${root}/lib/challenges/index.ts';
import { defineChallenge, defineFlow } from '${root}/lib/flow/index.ts';
`;
const stepUp = `${challenges}
const pin = defineChallenge({
  factor: 'knowledge', needs: { attributes: { secret: ['custom:pin'] } },
  create: () => ({ parameters: {} }), decoy: () => ({ parameters: {} }), verify: () => false,
});
export const signIn = defineFlow({ emailOtp: emailOtp(), pin }, function* ({ pass, user }) {
  yield* pass('emailOtp');
  if (user.is('custom:role', 'admin')) yield* pass('pin');
});`;

/** What a deployment names and numbers, and each has of its own. */
function comparable({ pools, functions, region, accountId, tables, keys }: LocalApp) {
  const nameOf = (arn: string) => functions.find(({ functionArn }) => functionArn === arn)?.handler;
  return {
    region,
    accountId,
    tables: tables?.map(({ properties }) => properties.KeySchema),
    keys: keys?.map(({ keySpec, keyUsage, aliases }) => ({ keySpec, keyUsage, aliases })),
    pools: pools.map(({ userPoolId: _, userPoolArn: __, logicalId: ___, name: ____, clients, ...pool }) => ({
      ...pool,
      lambdaConfig: Object.fromEntries(Object.entries(pool.lambdaConfig).map(([name, arn]) => [name, nameOf(arn)])),
      clients: clients.map(({ clientId: _, clientName: __, logicalId: ___, constructPath: ____, ...client }) => client),
    })),
    functions: functions.map(({ handler, environment, memorySize, timeout }) => ({
      handler,
      memorySize,
      timeout,
      environment: Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [
          name,
          /_LEDGER|_DELIVER/.test(name) ? typeof value : value,
        ]),
      ),
    })),
  };
}

const appSource = (lambdas: string, more: string) => `
import { App, Stack } from '${root}/node_modules/aws-cdk-lib/index.js';
import cognito from '${root}/node_modules/aws-cdk-lib/aws-cognito/index.js';
import { CustomAuth } from '${root}/lib/constructs/index.ts';
const app = new App();
new CustomAuth(new Stack(app, 'App'), 'SignIn', {
  lambdas: ${JSON.stringify(lambdas)}, email: { from: 'no-reply@example.com' }, ${more}
});
`;

it.each([
  [
    'the hello world',
    `${challenges} export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });`,
    '',
  ],
  [
    'a flow that asks an attribute and keeps a secret',
    stepUp,
    'customAttributes: { pin: new cognito.StringAttribute({ mutable: true }), role: new cognito.StringAttribute({ mutable: true }) },',
  ],
])('a folder runs as the construct deploys it: %s', { tags: 'slow' }, async (_name, signIn, more) => {
  const directory = project(signIn);
  const alone = await synthesizeLocalApp({ directory, lambdas: 'lambdas' });
  writeFileSync(join(directory, 'app.mjs'), appSource(join(directory, 'lambdas'), more));
  const deployed = await synthesizeLocalApp({ directory, app: 'node app.mjs', folder: 'of-cdk' });

  expect(comparable(alone)).toEqual(comparable(deployed));
  expect(alone.functions).toHaveLength(4);
  expect(alone.functions.filter(({ environment }) => environment.COUNTERSIGN_LEDGER)).toHaveLength(3);
  expect(readdirSync(join(directory, 'lambdas'))).toEqual(['sign-in.ts']);
});

it('fails with what is wrong with the flow', async () => {
  const directory = project(
    `${challenges} export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ attempt }) { yield* attempt('emailOtp'); });`,
  );
  await expect(synthesizeLocalApp({ directory, lambdas: 'lambdas' })).rejects.toMatchObject({
    code: 'app-failed',
    message: expect.stringMatching(/sign-in\.ts can't be deployed:\n/),
  });
});

it('says which folder is not there', async () => {
  await expect(synthesizeLocalApp({ directory: temporaryFolder(), lambdas: 'lambda' })).rejects.toMatchObject({
    code: 'app-failed',
    message: expect.stringMatching(/there is no folder .*lambda: /),
  });
});

it('stops when it is told to', async () => {
  const directory = project(stepUp);
  await expect(
    synthesizeLocalApp({ directory, lambdas: 'lambdas', signal: AbortSignal.timeout(50) }),
  ).rejects.toMatchObject({ name: 'TimeoutError' });
});
