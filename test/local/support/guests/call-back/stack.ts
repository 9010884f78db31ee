import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  CfnUserPoolGroup,
  ClientAttributes,
  LambdaVersion,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** A PIN, for a server's client with a secret: triggers that call Cognito back, and a second version of the tokens' event. */
export class CallBackStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const code = Code.fromAsset(join(import.meta.dirname, 'handlers'));
    const trigger = (name: string, handler: string) =>
      new LambdaFunction(this, name, {
        runtime: Runtime.NODEJS_24_X,
        handler: `index.${handler}`,
        code,
        timeout: Duration.seconds(5),
      });
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { username: true },
      customAttributes: {
        pin: new StringAttribute({ mutable: true }),
        status: new StringAttribute({ mutable: true }),
        tenant: new StringAttribute({ mutable: true }),
      },
      lambdaTriggers: {
        preAuthentication: trigger('PreAuthentication', 'preAuthentication'),
        defineAuthChallenge: trigger('DefineAuthChallenge', 'define'),
        createAuthChallenge: trigger('CreateAuthChallenge', 'create'),
      },
    });
    const verify = trigger('VerifyAuthChallenge', 'verify');
    const postAuthentication = trigger('PostAuthentication', 'postAuthentication');
    const preTokenGeneration = trigger('PreTokenGeneration', 'preTokenGeneration');
    userPool.addTrigger(UserPoolOperation.VERIFY_AUTH_CHALLENGE_RESPONSE, verify);
    userPool.addTrigger(UserPoolOperation.POST_AUTHENTICATION, postAuthentication);
    userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preTokenGeneration, LambdaVersion.V2_0);
    new CfnUserPoolGroup(this, 'Active', { userPoolId: userPool.userPoolId, groupName: 'active' });
    userPool.addClient('Server', {
      authFlows: { custom: true },
      generateSecret: true,
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    const mayCallBack = new Policy(this, 'MayCallBack', {
      statements: [
        new PolicyStatement({
          actions: [
            'cognito-idp:AdminGetUser',
            'cognito-idp:AdminAddUserToGroup',
            'cognito-idp:AdminListGroupsForUser',
          ],
          resources: [userPool.userPoolArn],
        }),
      ],
    });
    for (const { role } of [verify, postAuthentication, preTokenGeneration]) role?.attachInlinePolicy(mayCallBack);
  }
}
