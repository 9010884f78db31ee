import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { bundled } from '../bundled.ts';

/** A mailed code, by SES v1: handlers in TypeScript, each bundled by itself, the SDK left to Lambda. */
export class EmailCodeStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const trigger = (name: string, file: string, environment: Record<string, string> = {}) =>
      new LambdaFunction(this, name, {
        runtime: Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: bundled(join(import.meta.dirname, 'handlers', file), Runtime.NODEJS_22_X),
        timeout: Duration.seconds(5),
        environment,
      });
    const createAuthChallenge = trigger('CreateAuthChallenge', 'create-auth-challenge.ts', {
      SES_FROM_ADDRESS: 'no-reply@example.com',
    });
    const postAuthentication = trigger('PostAuthentication', 'post-authentication.ts');
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      selfSignUpEnabled: true,
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: { minLength: 8, requireDigits: false, requireSymbols: false, requireUppercase: false },
      lambdaTriggers: {
        preSignUp: trigger('PreSignUp', 'pre-sign-up.ts'),
        defineAuthChallenge: trigger('DefineAuthChallenge', 'define-auth-challenge.ts'),
        createAuthChallenge,
        verifyAuthChallengeResponse: trigger('VerifyAuthChallenge', 'verify-auth-challenge-response.ts'),
        postAuthentication,
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true } });
    createAuthChallenge.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));
    // A policy of its own: in the function's it would tie the pool and the function into a cycle.
    postAuthentication.role?.attachInlinePolicy(
      new Policy(this, 'MayVerifyAddresses', {
        statements: [
          new PolicyStatement({
            actions: ['cognito-idp:AdminUpdateUserAttributes'],
            resources: [userPool.userPoolArn],
          }),
        ],
      }),
    );
  }
}
