import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** A passkey by a challenge of the app's own: public keys in a table, assertions checked by node:crypto. */
export class PasskeyStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const credentials = new Table(this, 'Credentials', {
      partitionKey: { name: 'userId', type: AttributeType.STRING },
      sortKey: { name: 'credentialId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const code = Code.fromAsset(join(import.meta.dirname, 'handlers'));
    const trigger = (name: string, file: string) =>
      new LambdaFunction(this, name, {
        runtime: Runtime.NODEJS_24_X,
        architecture: Architecture.ARM_64,
        handler: `${file}.handler`,
        code,
        memorySize: 256,
        timeout: Duration.seconds(5),
        environment: {
          CREDENTIALS_TABLE: credentials.tableName,
          RP_ID: 'notes.example.com',
          ORIGIN: 'https://notes.example.com',
        },
      });
    const postConfirmation = trigger('PostConfirmation', 'post-confirmation');
    const createAuthChallenge = trigger('CreateAuthChallenge', 'create');
    const verifyAuthChallengeResponse = trigger('VerifyAuthChallenge', 'verify');
    credentials.grantWriteData(postConfirmation);
    credentials.grantReadData(createAuthChallenge);
    credentials.grantReadWriteData(verifyAuthChallengeResponse);
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { username: true },
      selfSignUpEnabled: true,
      lambdaTriggers: {
        preSignUp: trigger('PreSignUp', 'pre-sign-up'),
        postConfirmation,
        defineAuthChallenge: trigger('DefineAuthChallenge', 'define'),
        createAuthChallenge,
        verifyAuthChallengeResponse,
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true }, preventUserExistenceErrors: true });
  }
}
