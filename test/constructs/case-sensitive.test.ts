import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnUserPool, UserPool, type UserPoolProps } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

/** What the functions are told of the pool's case, in a stack beside the pool's: one text for each that is told. */
function told(poolProps?: UserPoolProps, override?: readonly [unknown]): readonly unknown[] {
  const app = makeApp();
  const userPool = poolProps && new UserPool(new Stack(app, 'PoolStack'), 'Pool', poolProps);
  const stack = new Stack(app, 'Test');
  const auth = new CustomAuth(stack, 'SignIn', { ...props, ...(userPool && { userPool }) });
  const resource = auth.userPool.node.defaultChild as CfnUserPool;
  if (override) resource.addPropertyOverride('UsernameConfiguration', ...override);
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  return functions.flatMap(({ Properties }) => Properties.Environment?.Variables?.COUNTERSIGN_CASE_SENSITIVE ?? []);
}

describe('Create and Verify are told whether the pool tells case apart', () => {
  it('which one that the construct makes does not', () => {
    expect(told()).toEqual(['false', 'false']);
  });

  it.each<[string, UserPoolProps]>([
    ['true', {}],
    ['true', { signInCaseSensitive: true }],
    ['false', { signInCaseSensitive: false }],
  ])('%s: %j', (sensitive, poolProps) => {
    expect(told(poolProps)).toEqual([sensitive, sensitive]);
  });

  it.each<[string, unknown]>([
    ['true', { CaseSensitive: true }],
    ['true', { CaseSensitive: 'true' }],
    ['false', { CaseSensitive: 'false' }],
    ['false', {}],
    ['unknown', { CaseSensitive: { Ref: 'Sensitive' } }],
    ['unknown', { Ref: 'Configuration' }],
    ['unknown', 'yes'],
  ])('%s, where the template says %j in the end', (sensitive, override) => {
    expect(told({ signInCaseSensitive: false }, [override])).toEqual([sensitive, sensitive]);
  });
});
