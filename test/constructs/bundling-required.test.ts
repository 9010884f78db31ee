import { NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  ClientAttributes,
  StringAttribute,
  UserPool,
  UserPoolClient,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { emptyFolder, lambdasOf } from './fixtures/lambdas.ts';
import { makeApp } from './fixtures/synth.ts';

const lambdas = lambdasOf(`export const signIn = defineFlow({ code: challenge({ needs: { sessionMinutes: 9 } }) },
  function* ({ user, pass }) { yield* pass('code'); if (user.is('custom:role', 'admin')) yield* pass('code'); });`);
const customAttributes = { role: new StringAttribute({ mutable: true }), team: new StringAttribute({ mutable: true }) };
const bundling = (...stacks: readonly string[]) => makeApp({ context: { 'aws:cdk:bundling-stacks': stacks } });

describe("where the CDK bundles the pool's stack alone", () => {
  it('the client there is written with all that the flow demands', () => {
    const app = bundling('PoolStack');
    const poolStack = new Stack(app, 'PoolStack');
    const userPool = new UserPool(poolStack, 'Pool', { customAttributes });
    new CustomAuth(new Stack(app, 'AuthStack'), 'SignIn', { lambdas, userPool });
    const [client] = Object.values(Template.fromStack(poolStack).findResources('AWS::Cognito::UserPoolClient'));
    expect(client?.Properties).toMatchObject({ AuthSessionValidity: 9 });
    expect(client?.Properties.WriteAttributes).not.toContain('custom:role');
  });

  it('a nested stack is bundled with the one around it, which alone has a name', () => {
    const app = bundling('Outer');
    const nested = new NestedStack(new Stack(app, 'Outer'), 'Nested');
    expect(new CustomAuth(nested, 'SignIn', { lambdas, customAttributes }).flow).toBeDefined();
  });
});

describe('where the CDK bundles another stack alone', () => {
  const safe: UserPoolClientOptions = {
    authFlows: { custom: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
  };
  const writes = (...names: readonly string[]) => ({
    ...safe,
    writeAttributes: new ClientAttributes().withCustomAttributes(...names),
  });
  /** The pool, the flow and a client of the pool: each in a stack of its own. */
  const apart = (stacks: readonly string[], options: UserPoolClientOptions, folder = lambdas) => {
    const app = bundling(...stacks);
    const userPool = new UserPool(new Stack(app, 'PoolStack'), 'Pool', { customAttributes });
    new CustomAuth(new Stack(app, 'AuthStack'), 'SignIn', { lambdas: folder, userPool });
    new UserPoolClient(new Stack(app, 'WebStack'), 'Client', { userPool, ...options });
    return () => app.synth();
  };

  it('a client there is judged with all that the flow demands', () => {
    expect(apart(['WebStack'], writes('role'))).toThrow(
      /app client WebStack\/Client leads round the flow: it lets users write custom:role \(the flow asks about it\); set/,
    );
  });

  it("the flow's own client, which isn't deployed and was written without the flow, is none of its findings", () => {
    expect(apart(['WebStack'], writes('team'))).not.toThrow();
  });

  it('a flow that can’t be loaded stops the client, and nothing else', () => {
    expect(apart(['WebStack'], writes('team'), emptyFolder())).toThrow(
      /there is no sign-in\.ts and no define-auth-challenge\.ts in /,
    );
    expect(apart(['OtherStack'], writes('team'), emptyFolder())).not.toThrow();
  });

  it('a client of a stack that is not bundled either is judged by its own settings', () => {
    expect(apart([], writes('role'), emptyFolder())).not.toThrow();
    expect(apart([], { ...writes('role'), disableOAuth: false }, emptyFolder())).toThrow(
      /app client WebStack\/Client leads round the flow: it allows OAuth; set disableOAuth: true/,
    );
  });
});
