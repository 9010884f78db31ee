import type { Files } from './packed.ts';

const handler = (trigger: string) => `
import { ${trigger}Handler } from 'countersign/triggers';
import { signIn } from './sign-in';
export const handler = ${trigger}Handler(signIn);
`;

/** As `cdk init app --language typescript` leaves it, with a sign-in: CommonJS. */
export const cdkApp = {
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
} satisfies Files;
