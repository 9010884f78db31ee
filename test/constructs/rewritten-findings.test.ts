import { CfnResource, Stack } from 'aws-cdk-lib';
import { UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { type Acknowledgement, CustomAuth } from '../../lib/constructs/index.ts';
import { rewrittenFindings } from '../../lib/constructs/rewritten-findings.ts';
import { makeApp, props } from './fixtures/synth.ts';

const macro = { Name: 'Rewrites' };
const resourceOf = ({ node }: { readonly node: CustomAuth['node'] }) => node.defaultChild as CfnResource;

/** What is found of a sign-in, and of a stack beside it. */
function found(change: (auth: CustomAuth, stack: Stack, beside: Stack) => void): readonly string[] {
  const app = makeApp({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Test');
  const auth = new CustomAuth(stack, 'SignIn', props);
  change(auth, stack, new Stack(app, 'Beside'));
  return rewrittenFindings(auth.userPool, [auth.defineAuthChallenge]).map(({ id }) => id);
}

describe('what a macro rewrites when it is deployed is a finding', () => {
  it.each<[string, Parameters<typeof found>[0], string]>([
    ['the stack', (_, stack) => stack.addTransform('Rewrites'), 'Test: is rewritten by Rewrites'],
    [
      'the stack, set as an option',
      (_, stack) => Object.assign(stack.templateOptions, { transforms: ['AWS::LanguageExtensions', 'Rewrites'] }),
      'Test: is rewritten by Rewrites',
    ],
    [
      'the stack of a client',
      ({ userPool }, _, beside) => {
        new UserPoolClient(beside, 'Web', { userPool });
        beside.addTransform('Rewrites');
      },
      'Beside: is rewritten by Rewrites',
    ],
    [
      'the pool',
      ({ userPool }) => resourceOf(userPool).addOverride('Fn::Transform', macro),
      'Test/SignIn/UserPool: overrides Fn::Transform',
    ],
    [
      'a function',
      ({ defineAuthChallenge }) => resourceOf(defineAuthChallenge).addOverride('Fn::Transform', macro),
      'Test/SignIn/DefineAuthChallenge: overrides Fn::Transform',
    ],
    [
      'a function, by its properties',
      ({ defineAuthChallenge }) => resourceOf(defineAuthChallenge).addPropertyOverride('Fn::Transform', macro),
      'Test/SignIn/DefineAuthChallenge: overrides Fn::Transform',
    ],
  ])('%s', (_, change, id) => {
    expect(found(change)).toEqual([id]);
  });

  it('so is another type in its place', () => {
    const change = ({ defineAuthChallenge }: CustomAuth) =>
      resourceOf(defineAuthChallenge).addOverride('Type', 'Custom::Function');
    expect(found(change)).toEqual(['Test/SignIn/DefineAuthChallenge: overrides Type']);
  });

  it.each<[string, Parameters<typeof found>[0]]>([
    ['by AWS', (_, stack) => stack.addTransform('AWS::Serverless-2016-10-31')],
    ['of another stack', (_, __, beside) => beside.addTransform('Rewrites')],
    [
      'of another resource',
      (_, stack) => new CfnResource(stack, 'Topic', { type: 'AWS::SNS::Topic' }).addOverride('Fn::Transform', macro),
    ],
  ])('but not one %s', (_, change) => {
    expect(found(change)).toEqual([]);
  });

  it('and fails synth, until it is acknowledged', () => {
    const make = (acknowledgements: readonly Acknowledgement[]) => {
      const app = makeApp();
      const stack = new Stack(app, 'Test');
      const auth = new CustomAuth(stack, 'SignIn', { ...props, acknowledgements });
      stack.addTransform('Tags');
      resourceOf(auth.userPoolClient).addOverride('Fn::Transform', macro);
      return () => app.synth();
    };
    expect(make([])).toThrow("add { id: 'Test: is rewritten by Tags', reason: '…' } to acknowledgements");
    expect(make([])).toThrow('app client Test/SignIn/Client leads round the flow: it has settings known only at');
    const reason = 'writes tags alone';
    const ids = ['Test: is rewritten by Tags', 'Test/SignIn/Client: has settings known only at deployment'];
    expect(make(ids.map((id) => ({ id, reason })))).not.toThrow();
  });
});
