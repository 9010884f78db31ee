import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { StringAttribute, UserPool } from 'aws-cdk-lib/aws-cognito';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

// This file keeps CDK's own template checks on, which the others turn off for speed.
const { CDK_VALIDATION } = process.env;
beforeAll(() => void delete process.env.CDK_VALIDATION);
afterAll(() => void Object.assign(process.env, { CDK_VALIDATION }));

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly severity: string;
    }[];
  }[];
}

/**
 * What CloudFormation would refuse in the templates of an app: unknown, missing and mistyped properties, by its schema of
 * each resource, and circles of dependencies. Found by the validator that aws-cdk-lib brings.
 */
function refusals(define: (app: App) => void): readonly string[] {
  // Without this it only warns.
  const app = makeApp({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  define(app);
  let failed = false;
  try {
    app.synth();
  } catch {
    failed = true;
  }
  const report = join(app.outdir, 'validation-report.json');
  if (!existsSync(report)) return failed ? ['not synthesized'] : [];
  const { pluginReports }: Report = JSON.parse(readFileSync(report, 'utf8'));
  return pluginReports
    .flatMap(({ violations }) => violations)
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ ruleName, description }) => `${ruleName} ${description}`);
}

describe('CloudFormation takes the templates', () => {
  it.each<[string, (app: App) => void]>([
    [
      'of a sign-in on its own pool',
      (app) => {
        const customAttributes = { role: new StringAttribute({ mutable: true }) };
        new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, customAttributes });
      },
    ],
    [
      'of one on a pool of the app',
      (app) => {
        const stack = new Stack(app, 'Test');
        new CustomAuth(stack, 'SignIn', { ...props, userPool: new UserPool(stack, 'Pool') });
      },
    ],
    [
      'of one on a pool of another stack',
      (app) => {
        const userPool = new UserPool(new Stack(app, 'PoolStack'), 'Pool');
        new CustomAuth(new Stack(app, 'AuthStack'), 'SignIn', { ...props, userPool });
      },
    ],
    [
      'of one in a nested stack',
      (app) => {
        const stack = new Stack(app, 'Test');
        const userPool = new UserPool(stack, 'Pool');
        new CustomAuth(new NestedStack(stack, 'Nested'), 'SignIn', { ...props, userPool });
      },
    ],
  ])('%s', (_, define) => {
    expect(refusals(define)).toEqual([]);
  });
});

describe('and the checks find', () => {
  const whole = { Role: 'arn:aws:iam::111122223333:role/x', Handler: 'index.handler', Runtime: 'nodejs24.x' };
  const code = { Code: { ZipFile: 'exports.handler = async (event) => event' } };

  it('an unknown, a missing and a mistyped property', () => {
    const { Role: _role, ...without } = whole;
    const found = refusals((app) => {
      const properties = { ...without, ...code, NoSuch: 'x', Timeout: 'soon' };
      new CfnResource(new Stack(app, 'Test'), 'Fn', { type: 'AWS::Lambda::Function', properties });
    });
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/NoSuch/),
        expect.stringMatching(/'Role' is a required property/),
        expect.stringMatching(/Timeout: 'soon' is not of type 'integer'/),
      ]),
    );
  });

  it.each<[string, unknown]>([
    ['Ref', { Ref: 'Pool' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Pool', 'Arn'] }],
    ['Fn::Sub', { 'Fn::Sub': 'pool $' + '{Pool.Arn}' }],
    ['DependsOn', undefined],
  ])('a circle through %s', (_, value) => {
    const found = refusals((app) => {
      const stack = new Stack(app, 'Test');
      const properties = { ...whole, ...code, ...(value ? { Environment: { Variables: { POOL: value } } } : {}) };
      const fn = new CfnResource(stack, 'Fn', { type: 'AWS::Lambda::Function', properties });
      if (!value) fn.addOverride('DependsOn', ['Pool']);
      const LambdaConfig = { DefineAuthChallenge: { 'Fn::GetAtt': ['Fn', 'Arn'] } };
      new CfnResource(stack, 'Pool', { type: 'AWS::Cognito::UserPool', properties: { LambdaConfig } });
    });
    expect(found.join('\n')).toContain('Circular dependency with [Fn -> Pool -> Fn]');
  });
});
