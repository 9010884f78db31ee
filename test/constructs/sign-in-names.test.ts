import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnUserPool, UserPool, type UserPoolProps } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What Create is told of the pool's sign-in names, in a stack beside the pool's. */
function told(poolProps: UserPoolProps, override?: readonly [unknown]): unknown {
  const app = makeApp();
  const userPool = new UserPool(new Stack(app, 'PoolStack'), 'Pool', poolProps);
  const stack = new Stack(app, 'Test');
  new CustomAuth(stack, 'SignIn', { ...props, userPool });
  // After the construct: what the template says is what counts.
  if (override) (userPool.node.defaultChild as CfnUserPool).addPropertyOverride('UsernameAttributes', ...override);
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const variables = functions.map(({ Properties }): Variables => Properties.Environment?.Variables ?? {});
  return variables.find((each) => 'COUNTERSIGN_SIGN_IN_BY' in each)?.COUNTERSIGN_SIGN_IN_BY;
}

describe('Create is told what people sign in by', () => {
  it.each<[string, UserPoolProps]>([
    ['email', { signInAliases: { email: true } }],
    ['phone_number', { signInAliases: { phone: true } }],
    ['email,phone_number', { signInAliases: { phone: true, email: true } }],
    ['username', { signInAliases: { username: true, email: true } }],
    ['username', {}],
  ])('%s: %j', (names, poolProps) => {
    expect(told(poolProps)).toBe(names);
  });

  it.each<[string, unknown]>([
    ['phone_number', ['phone_number']],
    ['unknown', { Ref: 'Names' }],
    ['unknown', ['email', { Ref: 'Name' }]],
    ['unknown', []],
    ['unknown', 'email'],
  ])('%s, where the template says %j in the end', (names, override) => {
    expect(told({ signInAliases: { email: true } }, [override])).toBe(names);
  });
});
