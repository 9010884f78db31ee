import { NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnUserPoolClient, UserPool } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

/** As Amplify Gen 2 makes them: one nested stack with the pool and its client, one for what is put beside it. */
function backend() {
  const app = makeApp();
  const root = new Stack(app, 'Backend');
  const [auth, signIn] = ['Auth', 'Beside'].map((id) => new NestedStack(root, id)) as [NestedStack, NestedStack];
  const userPool = new UserPool(auth, 'Pool', { signInAliases: { email: true }, keepOriginal: { email: true } });
  const client = userPool.addClient('Client', {
    authFlows: { userSrp: true, custom: true },
    preventUserExistenceErrors: true,
  });
  new CustomAuth(signIn, 'SignIn', { ...props, userPool });
  return { app, root, auth, client: client.node.defaultChild as CfnUserPoolClient };
}

/** The lines of docs/amplify.md. */
function close(web: CfnUserPoolClient): void {
  web.explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
  web.allowedOAuthFlowsUserPoolClient = false;
  web.allowedOAuthFlows = undefined;
  web.allowedOAuthScopes = undefined;
}

describe('a sign-in in a nested stack, on the pool of another one', () => {
  it('finds the door that the client there leaves open', () => {
    expect(() => backend().app.synth()).toThrow("'Backend/Auth/Pool/Client: allows ALLOW_USER_SRP_AUTH, allows OAuth'");
  });

  it('is deployed once it is closed, with no acknowledgement', () => {
    const { app, auth, client } = backend();
    close(client);

    expect(() => app.synth()).not.toThrow();

    expect(Object.keys(Template.fromStack(auth).findResources('AWS::Cognito::UserPoolClient'))).toHaveLength(2);
  });

  it('has the pool need the sign-in, and not the other way round: that would be a circle', () => {
    const { app, root, client } = backend();
    close(client);
    app.synth();

    const stacks = Object.entries(Template.fromStack(root).findResources('AWS::CloudFormation::Stack'));
    const namesIn = (text: string): readonly string[] =>
      stacks.map(([id]) => id).filter((id) => text.includes(`["${id}","Outputs.`));
    const needs = stacks.map(([id, { Properties }]) => [id, namesIn(JSON.stringify(Properties))]);
    const [[pool], [signIn]] = stacks as [[string, unknown], [string, unknown]];

    expect(Object.fromEntries(needs)).toEqual({ [pool]: [signIn], [signIn]: [] });
  });
});
