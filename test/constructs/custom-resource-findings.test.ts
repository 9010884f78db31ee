import { Aws, CfnCustomResource, CustomResource, Fn, Stack } from 'aws-cdk-lib';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { describe, expect, it } from 'vitest';
import { customResourceFindings } from '../../lib/constructs/custom-resource-findings.ts';
import { type Acknowledgement, CustomAuth } from '../../lib/constructs/index.ts';
import { type Parts, parts } from './fixtures/judged.ts';
import { makeApp, props } from './fixtures/synth.ts';

const found = (add: (made: Parts) => void) => {
  const made = parts();
  add(made);
  return customResourceFindings(made.userPool).map(({ id }) => id);
};
const serviceToken = 'arn:aws:lambda:eu-central-1:111122223333:function:provider';

/** One call of the SDK, when the resource is made. */
const call = (stack: Stack, action: string, UserPoolId: string, service = 'CognitoIdentityServiceProvider') =>
  new AwsCustomResource(stack, 'Call', {
    onCreate: {
      service,
      action,
      parameters: { UserPoolId, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
      physicalResourceId: PhysicalResourceId.of('call'),
    },
    installLatestAwsSdk: false,
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
  });

describe('a custom resource that sets how users come in is a finding', () => {
  it.each([
    ['createUserPoolClient', 'createUserPoolClient'],
    ['CreateUserPoolClient', 'createUserPoolClient'],
    ['UpdateUserPoolClientCommand', 'updateUserPoolClient'],
    ['updateUserPool', 'updateUserPool'],
    ['setUserPoolMfaConfig', 'setUserPoolMfaConfig'],
  ])('by AwsCustomResource: %s', (action, fact) => {
    for (const service of ['CognitoIdentityServiceProvider', '@aws-sdk/client-cognito-identity-provider']) {
      const add = ({ beside, userPool }: Parts) => void call(beside, action, userPool.userPoolId, service);
      expect(found(add)).toEqual([`Beside/Call: calls ${fact}`]);
    }
  });

  it('by one of another kind, whose properties name the call', () => {
    const properties = ({ userPool }: Parts) => ({ Action: 'UpdateUserPool', Pool: userPool.userPoolId });
    const bare = (made: Parts) =>
      new CfnCustomResource(made.stack, 'Bare', { serviceToken }).addOverride('Properties', properties(made));
    const plain = (made: Parts) =>
      void new CustomResource(made.stack, 'Plain', {
        serviceToken,
        resourceType: 'Custom::Pool',
        properties: properties(made),
      });
    expect(found(bare)).toEqual(['Test/Bare: calls updateUserPool']);
    expect(found(plain)).toEqual(['Test/Plain: calls updateUserPool']);
  });

  it('of a pool that is known only at deployment', () => {
    const add = ({ stack }: Parts) => void call(stack, 'updateUserPool', Fn.importValue('PoolId'));
    expect(found(add)).toEqual(['Test/Call: calls updateUserPool']);
  });

  it.each<[string, (made: Parts) => void]>([
    ['of another pool of the app', ({ stack, other }) => call(stack, 'updateUserPool', other.userPoolId)],
    ['of a pool outside the app', ({ stack }) => call(stack, 'updateUserPool', 'eu-central-1_AbCdEf123')],
    ['that only reads', ({ stack, userPool }) => call(stack, 'describeUserPoolClient', userPool.userPoolId)],
    ['of another name', ({ stack, userPool }) => call(stack, 'updateUserPoolDomain', userPool.userPoolId)],
    [
      'that reads a client’s secret',
      ({ userPool }) => userPool.addClient('Web', { generateSecret: true }).userPoolClientSecret,
    ],
    [
      'that is told the pool, to fill it',
      ({ stack, userPool }) =>
        new CustomResource(stack, 'Seed', {
          serviceToken,
          properties: { UserPoolId: userPool.userPoolId, Region: Aws.REGION },
        }),
    ],
  ])('but not one %s', (_, add) => {
    expect(found(add)).toEqual([]);
  });
});

it('fails synth, until it is acknowledged', () => {
  const make = (acknowledgements: readonly Acknowledgement[]) => {
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const auth = new CustomAuth(stack, 'SignIn', { ...props, acknowledgements });
    call(stack, 'setUserPoolMfaConfig', auth.userPool.userPoolId);
    return () => app.synth();
  };
  expect(make([])).toThrow(
    /Test\/Call calls setUserPoolMfaConfig when it is deployed, and what it sets may lead round/,
  );
  expect(make([{ id: 'Test/Call: calls setUserPoolMfaConfig', reason: 'passkeys of the back office' }])).not.toThrow();
});
