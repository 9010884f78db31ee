import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** A link by e-mail that signs in once: its MAC by KMS, its hash in a table of DynamoDB, a MIME message by SES v2. */
export class MagicLinkStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const links = new Table(this, 'Links', {
      partitionKey: { name: 'userName', type: AttributeType.STRING },
      timeToLiveAttribute: 'exp',
    });
    const key = new Key(this, 'LinkKey', { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC });
    const code = Code.fromAsset(join(import.meta.dirname, 'handlers'));
    const trigger = (name: string, file: string, environment: Record<string, string> = {}) =>
      new LambdaFunction(this, name, {
        runtime: Runtime.NODEJS_24_X,
        handler: `${file}.handler`,
        code,
        timeout: Duration.seconds(5),
        environment: { LINKS_TABLE: links.tableName, LINK_KEY: key.keyId, ...environment },
      });
    const createAuthChallenge = trigger('CreateAuthChallenge', 'create', {
      ORIGIN: 'https://notes.example.com',
      FROM: 'no-reply@example.com',
    });
    const verifyAuthChallengeResponse = trigger('VerifyAuthChallenge', 'verify');
    links.grant(createAuthChallenge, 'dynamodb:PutItem');
    links.grant(verifyAuthChallengeResponse, 'dynamodb:DeleteItem');
    key.grantGenerateMac(createAuthChallenge);
    key.grantVerifyMac(verifyAuthChallengeResponse);
    createAuthChallenge.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendRawEmail'], resources: ['*'] }));
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      lambdaTriggers: {
        defineAuthChallenge: trigger('DefineAuthChallenge', 'define'),
        createAuthChallenge,
        verifyAuthChallengeResponse,
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true }, authSessionValidity: Duration.minutes(15) });
  }
}
