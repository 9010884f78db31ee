import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Stack, Validations } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, FunctionUrlAuthType, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import type { UnlockHandler } from '../../lib/triggers/index.ts';
import { flowModule, folderOf, oneCode } from './fixtures/lambdas.ts';
import { makeApp, props, resource, synth } from './fixtures/synth.ts';

const unlocking = { ledger: { unlock: true } };
const { auth, template } = synth(unlocking);
const attr = (prefix: string, type: string) => ({
  'Fn::GetAtt': [Object.keys(template.findResources(type)).find((id) => id.startsWith(prefix)), 'Arn'],
});

describe('ledger: { unlock: true }', () => {
  it('makes one function more, like those of the triggers', () => {
    template.resourceCountIs('AWS::Lambda::Function', 4);
    expect(auth.unlock).toBeInstanceOf(LambdaFunction);
    expect(resource(template, 'AWS::Lambda::Function', 'SignInUnlock')).toMatchObject({
      Properties: {
        Description: 'Unlock of Test/SignIn',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 512,
        Timeout: 5,
        LoggingConfig: { LogFormat: 'JSON' },
      },
    });
  });

  it('lets it write its own log, and delete counts of wrong answers: nothing else', () => {
    expect(resource(template, 'AWS::IAM::Policy', 'SignInUnlock')).toMatchObject({
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Effect: 'Allow',
              Resource: attr('SignInUnlockLog', 'AWS::Logs::LogGroup'),
            },
            {
              Action: 'dynamodb:DeleteItem',
              Effect: 'Allow',
              Resource: attr('SignInLedger', 'AWS::DynamoDB::Table'),
              Condition: {
                'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['g*'] },
                Null: { 'dynamodb:LeadingKeys': 'false' },
              },
            },
          ],
        },
      },
    });
    const { ManagedPolicyArns } = (
      resource(template, 'AWS::IAM::Role', 'SignInUnlock') as never as { Properties: object }
    ).Properties as { ManagedPolicyArns?: unknown };
    expect(ManagedPolicyArns).toBeUndefined();
  });

  it('is named by the key’s policy, for GenerateMac alone', () => {
    const { KeyPolicy } = (
      resource(template, 'AWS::KMS::Key', 'SignInLedgerKey') as never as {
        Properties: { KeyPolicy: { Statement: readonly { Principal: object; Action: unknown }[] } };
      }
    ).Properties;
    const named = KeyPolicy.Statement.filter(({ Principal }) => JSON.stringify(Principal).includes('SignInUnlockRole'));
    expect(named).toEqual([
      {
        Action: 'kms:GenerateMac',
        Effect: 'Allow',
        Principal: { AWS: attr('SignInUnlockRole', 'AWS::IAM::Role') },
        Resource: '*',
        Condition: { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } },
      },
    ]);
  });

  it('has the variables of the function that verifies', () => {
    const variables = (prefix: string) =>
      (resource(template, 'AWS::Lambda::Function', prefix) as never as { Properties: { Environment: object } })
        .Properties.Environment;
    expect(variables('SignInUnlock')).toEqual(variables('SignInVerify'));
    expect(variables('SignInUnlock')).toMatchObject({
      Variables: { COUNTERSIGN_LEDGER: expect.anything(), COUNTERSIGN_LEDGER_KEY: expect.anything() },
    });
  });

  it('lets nobody invoke it but whom the app allows', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(permissions).toHaveLength(3);
    expect(JSON.stringify(permissions)).not.toContain('Unlock');
  });

  it('keeps its log as the others do', () => {
    expect(resource(template, 'AWS::Logs::LogGroup', 'SignInUnlock')).toMatchObject({
      Properties: { RetentionInDays: 90 },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('passes the checks of synth, and cdk-nag’s', () => {
    const app = makeApp();
    new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, ...unlocking });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});

it.each<[string, Partial<CustomAuthProps>]>([
  ['nothing is said of it', {}],
  ['it is said to be false', { ledger: { unlock: false } }],
  ['there is no ledger', { ledger: false, acknowledgements: [{ id: 'Test/SignIn: no-ledger', reason: 'a test' }] }],
])('where %s there is no such function', (_case, more) => {
  const made = synth(more);
  expect(made.auth.unlock).toBeUndefined();
  made.template.resourceCountIs('AWS::Lambda::Function', 3);
  expect(JSON.stringify(made.template.toJSON())).not.toContain('SignInUnlock');
});

describe('its bundle', () => {
  it.each([
    ['the file with the flow alone', folderOf({ 'sign-in.ts': flowModule(oneCode) })],
    ['files for the handlers', props.lambdas],
  ])('is made of %s, and carries the flow that was checked', async (_what, lambdas) => {
    const app = makeApp();
    new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, ...unlocking, lambdas });
    const bundles = join(app.outdir, '.countersign');
    const folder = readdirSync(bundles).find((name) => /^unlock-\w+$/.test(name)) as string;
    const { handler }: { handler: UnlockHandler } = await import(
      pathToFileURL(join(bundles, folder, 'index.mjs')).href
    );
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => printed.mockRestore());
    expect(Object.keys(handler.flow.challenges)).toEqual(['code']);
    expect(await handler({ userPoolId: 'eu-central-1_AbCdEf123', userName: 'alice' })).toEqual({ unlocked: ['code'] });
    expect(printed.mock.calls.join('')).toContain('"decision":"unlock"');
  });
});

describe('what is deployed of it otherwise stops synth:', () => {
  const resourceOf = ({ unlock }: CustomAuth) => unlock?.node.defaultChild as CfnFunction;
  it.each<[string, (made: CustomAuth) => void, RegExp]>([
    [
      'a URL by which everybody lifts the limit of guesses',
      (made) => made.unlock?.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }),
      /lets \* invoke Unlock/,
    ],
    [
      'another handler',
      (made) => resourceOf(made).addPropertyOverride('Handler', 'other.handler'),
      /Test\/SignIn\/Unlock: overrides Handler/,
    ],
    [
      'another ledger',
      (made) => made.unlock?.addEnvironment('COUNTERSIGN_LEDGER', 'Other'),
      /Test\/SignIn\/Unlock: changes the variable COUNTERSIGN_LEDGER/,
    ],
    [
      'requests that go elsewhere',
      (made) => made.unlock?.addEnvironment('AWS_ENDPOINT_URL', 'https://example.com'),
      /Test\/SignIn\/Unlock: changes the variable AWS_ENDPOINT_URL/,
    ],
  ])('%s', (_what, change, message) => {
    const app = makeApp();
    change(new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, ...unlocking }));
    expect(() => app.synth()).toThrow(message);
  });

  it('but not a role of the app that may invoke it', () => {
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const made = new CustomAuth(stack, 'SignIn', { ...props, ...unlocking });
    made.unlock?.grantInvoke(new Role(stack, 'Support', { assumedBy: new AccountRootPrincipal() }));
    expect(() => app.synth()).not.toThrow();
  });
});
