// @module-tag slow
import { beforeAll, describe, expect, it } from 'vitest';
import { cdkApp } from './cdk-app.ts';
import { installProject, packPackage, run } from './packed.ts';

const testOf = (name: string) => `
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createAuthClient } from 'countersign/client';
import { check } from 'countersign/flow';
import { runLocal } from 'countersign/local';
import { lambdaContext, readFixture, simulate } from 'countersign/testing';
import { handler } from '../lambdas/define-auth-challenge';
import { signIn } from '../lambdas/sign-in';
import { AppStack } from '../lib/app-stack';

describe('${name}', () => {
  test('makes the stack', () => {
    const template = Template.fromStack(new AppStack(new cdk.App(), 'TestStack'));
    template.resourceCountIs('AWS::Lambda::Function', 4);
  });

  test('proves the flow, and goes through it', async () => {
    expect(check(signIn)).toMatchObject({ holds: true });
    const visit = await simulate(signIn, { attributes: { email: 'alice@example.com', email_verified: 'true' } });
    await visit.answer('wrong');
    expect(visit.step).toMatchObject({ name: 'emailOtp', retry: 'wrong' });
    await visit.answer(visit.outbox.lastCode());
    expect(visit.step.name).toBe('signedIn');
  });

  test('runs a handler', async () => {
    const { response } = await handler(readFixture('define-first'), lambdaContext('define'));
    expect(response).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE', issueTokens: false });
  });

  test('signs in at the local pool', async () => {
    const local = await runLocal({ directory: process.cwd(), port: 0, storage: 'memory', watch: false });
    try {
      const { endpoint, pools: [pool] } = local.config();
      const [{ clientId }] = pool.clients;
      const auth = createAuthClient<typeof signIn>({ endpoint, userPoolId: pool.userPoolId, clientId });
      const step = await auth.signIn({ username: 'alice@example.com' });
      if (step.name !== 'emailOtp') throw new Error(step.name);
      await local.delivered();
      expect((await step.answer(local.outbox.lastCode())).name).toBe('signedIn');
    } finally {
      await local.close();
    }
  }, 30_000);
});
`;

/** As `cdk init` writes it; older versions wrote ts-jest in swc's place. */
const configurationOf = (transform: string) =>
  `module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\\\.tsx?$': ${transform} },
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
};
`;

describe('jest, as cdk init sets it up', () => {
  let project: string;
  beforeAll(() => {
    project = installProject(
      packPackage(),
      [
        ...['jest@30.5.2', '@types/jest@30.0.0', '@swc/core@1.16.22', '@swc/jest@0.2.39'],
        ...['ts-jest@29.4.15', 'typescript@5.9.3', 'esbuild@0.28.2'],
      ],
      {
        ...cdkApp,
        'tsconfig.json': cdkApp['tsconfig.json'].replace('["node"]', '["node","jest"]'),
        'bin/app.ts': cdkApp['bin/app.ts'].replace("{ outdir: 'cdk.out' }", ''),
        'cdk.json': JSON.stringify({ app: 'node built/bin/app.js' }),
        'swc.config.js': configurationOf("['@swc/jest']"),
        'ts-jest.config.js': configurationOf("['ts-jest', { isolatedModules: true }]"),
        'test/app.test.ts': testOf('an app'),
        // What older apps say: their compiler requires no ES module.
        'lambdas/tsconfig.json': JSON.stringify({ compilerOptions: { module: 'Node16', strict: true } }),
      },
    );
    run(project, 'node_modules/.bin/tsc', '-p', '.', '--outDir', 'built');
  }, 300_000);

  it('has a flow whose types an older compiler writes down', () => {
    const types = run(project, 'node_modules/.bin/countersign', 'types', 'lambdas/sign-in.ts');
    expect(types).toContain('export type SignIn = Flow<{');
  }, 60_000);

  it.each(['swc', 'ts-jest'])('loads a stack and its flow, by %s', { timeout: 120_000 }, (transform) => {
    const printed = run(project, 'node_modules/.bin/jest', '--config', `${transform}.config.js`, '--silent', '--json');
    // Beside what the handlers log.
    expect(printed).toMatch(/^\{"numFailedTestSuites":0,.*"numPassedTests":4,.*"numTotalTests":4,/m);
  });
});
