import { CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, Code, FunctionUrlAuthType, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { type Acknowledgement, CustomAuth } from '../../lib/constructs/index.ts';
import { invokeFindings } from '../../lib/constructs/invoke-findings.ts';
import { makeApp, props } from './fixtures/synth.ts';

const cognito = new ServicePrincipal('cognito-idp.amazonaws.com');
const app = makeApp({ context: { 'aws:cdk:bundling-stacks': [] } });
let count = 0;

/** A sign-in on a pool of another stack, and what is found of those who may invoke its functions. */
function found(change: (auth: CustomAuth, stack: Stack) => void): readonly string[] {
  const name = `Test${++count}`;
  const userPool = new UserPool(new Stack(app, `${name}Pool`), 'Pool');
  const stack = new Stack(app, name);
  const auth = new CustomAuth(stack, 'SignIn', { ...props, userPool });
  change(auth, stack);
  const functions = [auth.defineAuthChallenge, auth.createAuthChallenge, auth.verifyAuthChallengeResponse];
  return invokeFindings(userPool, functions).map(({ id }) => id.replaceAll(name, 'Test'));
}

describe('who may invoke a function beside the pool is a finding', () => {
  it.each<[string, (auth: CustomAuth, stack: Stack) => void, string]>([
    [
      'everybody, by a URL',
      (auth) => auth.verifyAuthChallengeResponse.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }),
      'lets * invoke VerifyAuthChallengeResponse',
    ],
    [
      'another account',
      (auth) => auth.createAuthChallenge.grantInvoke(new AccountPrincipal('444455556666')),
      'lets 444455556666 invoke CreateAuthChallenge',
    ],
    [
      'another service',
      (auth) =>
        auth.defineAuthChallenge.addPermission('Api', { principal: new ServicePrincipal('apigateway.amazonaws.com') }),
      'lets apigateway.amazonaws.com invoke DefineAuthChallenge',
    ],
    [
      'another pool',
      (auth, stack) =>
        auth.defineAuthChallenge.addPermission('Other', {
          principal: cognito,
          sourceArn: new UserPool(stack, 'Other').userPoolArn,
        }),
      'lets another user pool invoke DefineAuthChallenge',
    ],
    [
      'every pool',
      (auth) => auth.defineAuthChallenge.addPermission('Every', { principal: cognito }),
      'lets another user pool invoke DefineAuthChallenge',
    ],
    [
      'every pool, by an override',
      ({ userPool }) => {
        const [permission] = userPool.node.children.filter(CfnPermission.isCfnPermission);
        permission?.addPropertyDeletionOverride('SourceArn');
      },
      'lets another user pool invoke DefineAuthChallenge',
    ],
    [
      'one known only at deployment, in a part of the name',
      (auth, stack) =>
        new CfnPermission(stack, 'Bare', {
          action: 'lambda:InvokeFunction',
          functionName: Fn.select(6, Fn.split(':', auth.createAuthChallenge.functionArn)),
          principal: new CfnParameter(stack, 'Who').valueAsString,
        }),
      'lets somebody known only at deployment invoke CreateAuthChallenge',
    ],
  ])('%s', (_, change, fact) => {
    const facts = found(change).map((id) => id.replace(/^Test(Pool)?\/[^:]+: /, ''));
    expect([...new Set(facts)]).toEqual([fact]);
  });

  it('but not the pool itself, nor who may invoke another function, nor a role of the account', () => {
    expect(found(() => {})).toEqual([]);
    const other = (_: CustomAuth, stack: Stack) => {
      const fn = new LambdaFunction(stack, 'Other', {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('x'),
      });
      fn.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    };
    expect(found(other)).toEqual([]);
    const role = (auth: CustomAuth, stack: Stack) =>
      void auth.createAuthChallenge.grantInvoke(new Role(stack, 'Role', { assumedBy: cognito }));
    expect(found(role)).toEqual([]);
  });
});

it('fails synth, until it is acknowledged', () => {
  const make = (acknowledgements: readonly Acknowledgement[]) => {
    const own = makeApp();
    const auth = new CustomAuth(new Stack(own, 'Test'), 'SignIn', { ...props, acknowledgements });
    auth.createAuthChallenge.addPermission('Warm', { principal: new ServicePrincipal('events.amazonaws.com') });
    return () => own.synth();
  };
  const id = 'Test/SignIn/CreateAuthChallenge/Warm: lets events.amazonaws.com invoke CreateAuthChallenge';
  expect(make([])).toThrow(`add { id: '${id}', reason: '…' } to acknowledgements`);
  expect(make([{ id, reason: 'keeps it warm' }])).not.toThrow();
});
