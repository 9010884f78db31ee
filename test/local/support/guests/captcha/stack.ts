import { join } from 'node:path';
import { Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** The password, then a CAPTCHA that a server of somebody else's judges: handlers with callbacks, on Node.js 20. */
export class CaptchaStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const code = Code.fromAsset(join(import.meta.dirname, 'handlers'));
    const trigger = (name: string, file: string, environment: Record<string, string> = {}) =>
      new LambdaFunction(this, name, {
        ...{ code, environment },
        runtime: Runtime.NODEJS_20_X,
        handler: `${file}.handler`,
        timeout: Duration.seconds(5),
      });
    const secret = new Secret(this, 'CaptchaSecret', {
      secretStringValue: SecretValue.unsafePlainText('of the example alone'),
    });
    const verifyAuthChallengeResponse = trigger('VerifyAuthChallenge', 'verify', {
      SITE_VERIFY_URL: 'https://www.google.com/recaptcha/api/siteverify',
      CAPTCHA_SECRET_ARN: secret.secretArn,
    });
    secret.grantRead(verifyAuthChallengeResponse);
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { username: true },
      lambdaTriggers: {
        defineAuthChallenge: trigger('DefineAuthChallenge', 'define'),
        createAuthChallenge: trigger('CreateAuthChallenge', 'create', { CAPTCHA_SITE_KEY: 'site-key' }),
        verifyAuthChallengeResponse,
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true, userSrp: true } });
  }
}
