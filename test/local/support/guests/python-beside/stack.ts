import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

const DEFINE = `
exports.handler = async (event) => {
  const [entry] = event.request.session;
  event.response = entry
    ? { issueTokens: entry.challengeResult, failAuthentication: !entry.challengeResult }
    : { issueTokens: false, failAuthentication: false, challengeName: 'CUSTOM_CHALLENGE' };
  return event;
};`;
const CREATE = `
exports.handler = async (event) => {
  event.response.publicChallengeParameters = { riddle: 'six times seven' };
  event.response.privateChallengeParameters = { answer: '42' };
  return event;
};`;
const VERIFY = `
exports.handler = async (event) => {
  event.response.answerCorrect = event.request.challengeAnswer === event.request.privateChallengeParameters.answer;
  return event;
};`;

/** Node.js for the sign-in, in the template itself; Python for who has signed up. */
export class PythonBesideStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const trigger = (name: string, text: string) =>
      new LambdaFunction(this, name, {
        runtime: Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: Code.fromInline(text),
      });
    const userPool = new UserPool(this, 'UserPool', {
      signInAliases: { email: true },
      selfSignUpEnabled: true,
      lambdaTriggers: {
        defineAuthChallenge: trigger('DefineAuthChallenge', DEFINE),
        createAuthChallenge: trigger('CreateAuthChallenge', CREATE),
        verifyAuthChallengeResponse: trigger('VerifyAuthChallenge', VERIFY),
        postConfirmation: new LambdaFunction(this, 'PostConfirmation', {
          runtime: Runtime.PYTHON_3_13,
          handler: 'post_confirmation.handler',
          code: Code.fromAsset(join(import.meta.dirname, 'handlers')),
        }),
      },
    });
    userPool.addClient('Web', { authFlows: { custom: true } });
  }
}
