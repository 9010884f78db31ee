import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** The handler that the template holds itself. */
const DEFINE = `
exports.handler = (event, context) => {
  const { session } = event.request;
  const last = session[session.length - 1];
  event.response.issueTokens = last !== undefined && last.challengeResult === true;
  event.response.failAuthentication = !event.response.issueTokens && session.length >= 3;
  if (!event.response.issueTokens && !event.response.failAuthentication) event.response.challengeName = 'CUSTOM_CHALLENGE';
  context.done(null, event);
};`;

/** A code by SMS, by SNS: handlers in CommonJS, one of them in the template itself; a variable that stands at AWS alone. */
export class SmsCodeStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const code = Code.fromAsset(join(import.meta.dirname, 'handlers'));
    const createAuthChallenge = new LambdaFunction(this, 'CreateAuthChallenge', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.create',
      code,
      timeout: Duration.seconds(5),
      environment: { SENDER_ID: StringParameter.valueForStringParameter(this, '/rides/sender-id') },
    });
    createAuthChallenge.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }));
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { phone: true },
      lambdaTriggers: {
        defineAuthChallenge: new LambdaFunction(this, 'DefineAuthChallenge', {
          runtime: Runtime.NODEJS_20_X,
          handler: 'index.handler',
          code: Code.fromInline(DEFINE),
        }),
        createAuthChallenge,
        verifyAuthChallengeResponse: new LambdaFunction(this, 'VerifyAuthChallenge', {
          runtime: Runtime.NODEJS_22_X,
          handler: 'index.verify',
          code,
        }),
      },
    });
    userPool.addClient('App', { authFlows: { custom: true } });
  }
}
