import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, packPackage, run } from './packed.ts';

let tarball: string;
beforeAll(() => {
  tarball = packPackage();
}, 120_000);

const handler = (trigger: string) => `
import { ${trigger}Handler } from 'countersign/triggers';
import { signIn } from './sign-in';
export const handler = ${trigger}Handler(signIn);
`;

/** As `cdk init app --language typescript` leaves it: CommonJS. */
const cdkApp = {
  'package.json': JSON.stringify({ name: 'app', version: '0.1.0', bin: { app: 'bin/app.js' } }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      lib: ['es2022'],
      types: ['node'],
      declaration: true,
      strict: true,
      noImplicitAny: true,
      strictNullChecks: true,
      noImplicitThis: true,
      alwaysStrict: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
      noImplicitReturns: true,
      noFallthroughCasesInSwitch: false,
      inlineSourceMap: true,
      inlineSources: true,
      experimentalDecorators: true,
      skipLibCheck: true,
      rootDir: '.',
    },
    exclude: ['node_modules', 'cdk.out'],
  }),
  'bin/app.ts': `
#!/usr/bin/env node
import * as cdk from 'aws-cdk-lib';
import { AppStack } from '../lib/app-stack';
const app = new cdk.App({ outdir: 'cdk.out' });
new AppStack(app, 'AppStack');
app.synth();
`.trimStart(),
  'lib/app-stack.ts': `
import * as cdk from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CustomAuth } from 'countersign/constructs';
export class AppStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const auth = new CustomAuth(this, 'SignIn', { lambdas: 'lambdas', email: { from: 'no-reply@example.com' } });
    new cdk.CfnOutput(this, 'UserPoolId', { value: auth.userPool.userPoolId });
  }
}
`,
  'lambdas/sign-in.ts': `
import { emailOtp } from 'countersign/challenges';
import { defineFlow } from 'countersign/flow';
export const signIn = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) { yield* pass('emailOtp'); });
export type SignIn = typeof signIn;
`,
  'lambdas/define-auth-challenge.ts': handler('defineAuthChallenge'),
  'lambdas/create-auth-challenge.ts': handler('createAuthChallenge'),
  'lambdas/verify-auth-challenge-response.ts': handler('verifyAuthChallengeResponse'),
};

describe('the package', () => {
  it('has types and entry points that every resolver of ES modules finds', { tags: 'slow', timeout: 120_000 }, () => {
    run('.', 'publint', '--strict', tarball);
    run('.', 'attw', '--profile', 'esm-only', tarball);
  });

  it('carries neither sources, tests nor the example', () => {
    const files = run('.', 'tar', '-tzf', tarball).trim().split('\n');
    expect(files).toContain('package/dist/lib/constructs/inspection/inspect-child.js');
    expect(files.filter((file) => !/^package\/(dist\/(lib|bin)\/|[A-Z]+(\.md)?$|package\.json$)/.test(file))).toEqual(
      [],
    );
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });
});

describe('a CommonJS app as cdk init makes it', () => {
  let project: string;
  beforeAll(() => {
    project = makeProject(tarball, cdkApp);
  });

  it('compiles', () => {
    run(project, 'tsc', '-p', '.');
    expect(readFileSync(join(project, 'lib/app-stack.js'), 'utf8')).toContain('require("countersign/constructs")');
  }, 60_000);

  it('synthesizes the sign-in from the installed package', () => {
    run(project, 'node', 'bin/app.js');
    const template = JSON.parse(readFileSync(join(project, 'cdk.out/AppStack.template.json'), 'utf8'));
    const types = Object.values(template.Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(3);
    expect(types).toContain('AWS::Cognito::UserPool');
    const assets = readdirSync(join(project, 'cdk.out')).filter((name) => name.startsWith('asset.'));
    expect(assets).toHaveLength(3);
    for (const asset of assets) expect(existsSync(join(project, 'cdk.out', asset, 'index.mjs'))).toBe(true);
  }, 60_000);

  it('says so where esbuild is not installed', () => {
    const esbuild = join(project, 'node_modules/esbuild');
    renameSync(esbuild, `${esbuild}-away`);
    try {
      expect(() => run(project, 'node', 'bin/app.js')).toThrow(
        'EsbuildMissingError: esbuild bundles the functions and is not installed: npm install --save-dev esbuild',
      );
    } finally {
      renameSync(`${esbuild}-away`, esbuild);
    }
  }, 60_000);
});
