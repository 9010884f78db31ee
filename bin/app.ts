/** The CDK app that deploys the sign-in of lambdas/, on a user pool of its own. */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CustomAuth } from '../lib/constructs/index.ts';

const app = new App();

/**
 * Who mail is sent as: `-c emailFrom=…` or EMAIL_FROM, an address that is verified in Amazon SES. The default serves
 * synth and the local pool, where nothing is sent.
 */
const emailFrom: string = app.node.tryGetContext('emailFrom') ?? process.env.EMAIL_FROM ?? 'no-reply@example.com';

const stack = new Stack(app, 'Countersign', { description: 'A custom sign-in on Amazon Cognito' });
const { userPool, userPoolClient } = new CustomAuth(stack, 'SignIn', {
  lambdas: 'lambdas',
  email: { from: emailFrom },
});

new CfnOutput(stack, 'UserPoolId', { value: userPool.userPoolId });
new CfnOutput(stack, 'UserPoolClientId', { value: userPoolClient.userPoolClientId });
