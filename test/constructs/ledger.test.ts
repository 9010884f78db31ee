import { Aspects, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props, resource, synth } from './fixtures/synth.ts';

const idsOf = (template: Template, type: string): readonly string[] => Object.keys(template.findResources(type));
const NO_LEDGER = 'Test/SignIn: no-ledger';

/** A sign-in in an app that is synthesized later. */
function made(more: Partial<ConstructorParameters<typeof CustomAuth>[2]> = {}) {
  const app = makeApp();
  const auth = new CustomAuth(new Stack(app, 'Test'), 'SignIn', { ...props, ...more });
  return { app, auth };
}

describe('the table', () => {
  const { template } = synth();

  it('is on demand, has one key, and forgets by itself', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      GlobalSecondaryIndexes: Match.absent(),
      StreamSpecification: Match.absent(),
      PointInTimeRecoverySpecification: Match.absent(),
    });
  });

  it.each(['AWS::DynamoDB::Table', 'AWS::KMS::Key'])(
    'outlives the stack, but not a first deploy that failed: %s',
    (type) => {
      template.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    },
  );

  it.each([
    ['the construct', { removalPolicy: RemovalPolicy.DESTROY, selfSignUpEnabled: false }],
    ['the ledger', { ledger: { removalPolicy: RemovalPolicy.DESTROY } }],
  ])('goes with the stack where that is said of %s, and its key with it', (_of, more) => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key']) {
      synth(more).template.allResources(type, { DeletionPolicy: 'Delete' });
    }
  });

  it('is public, and so is its key', () => {
    const { auth, stack, template: own } = synth();
    expect(stack.resolve(auth.ledger?.tableName)).toEqual({ Ref: idsOf(own, 'AWS::DynamoDB::Table')[0] });
    expect(stack.resolve(auth.ledgerKey?.keyArn)).toEqual({ 'Fn::GetAtt': [idsOf(own, 'AWS::KMS::Key')[0], 'Arn'] });
  });

  it('is one for each sign-in of a stack', () => {
    const stack = new Stack(makeApp(), 'Test');
    const [first, second] = ['First', 'Second'].map((id) => new CustomAuth(stack, id, props));
    expect(first?.ledger).not.toBe(second?.ledger);
    Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 2);
  });
});

describe('the key', () => {
  const { template } = synth();
  const roleOf = (trigger: string) => ({
    'Fn::GetAtt': [idsOf(template, 'AWS::IAM::Role').find((id) => id.startsWith(`SignIn${trigger}`)), 'Arn'],
  });

  it('is an HMAC key, used by Create and Verify alone: the account may administer it, and not use it', () => {
    const key = resource(template, 'AWS::KMS::Key', 'SignIn') as never as {
      Properties: { KeySpec: string; KeyUsage: string; KeyPolicy: { Statement: Record<string, unknown>[] } };
    };
    expect(key.Properties).toMatchObject({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const [administration, ...uses] = key.Properties.KeyPolicy.Statement;
    expect(JSON.stringify(administration?.Principal)).toContain(':root');
    const actions = administration?.Action as string[];
    expect(actions).toContain('kms:PutKeyPolicy');
    for (const action of actions) expect(action).not.toMatch(/\*|Mac|CreateGrant|Encrypt|Decrypt|Sign/);
    expect(uses).toEqual(
      ['CreateAuthChallenge', 'VerifyAuthChallengeResponse'].map((trigger) => ({
        Action: 'kms:GenerateMac',
        Effect: 'Allow',
        Principal: { AWS: roleOf(trigger) },
        Resource: '*',
        Condition: { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } },
      })),
    );
  });

  it('is named in no role: only its own policy lets anybody use it', () => {
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('kms:');
  });
});

describe('no ledger', () => {
  it('fails the synth until it is acknowledged, and says what is lost', () => {
    expect(() => made({ ledger: false }).app.synth()).toThrow(
      /Test\/SignIn has ledger: false, so wrong answers count within one sign-in alone/,
    );
    const acknowledgements = [{ id: NO_LEDGER, reason: 'a test' }];
    expect(() => made({ ledger: false, acknowledgements }).app.synth()).not.toThrow();
  });

  it('makes no table and no key, grants nothing, and tells the functions so', () => {
    const acknowledgements = [{ id: NO_LEDGER, reason: 'a test' }];
    const { template, auth } = synth({ ledger: false, acknowledgements });
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('dynamodb:');
    expect([auth.ledger, auth.ledgerKey]).toEqual([undefined, undefined]);
    const variables = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment?.Variables?.COUNTERSIGN_LEDGER,
    );
    expect(variables.filter(Boolean)).toEqual(['none', 'none', 'none']);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { COUNTERSIGN_DECOY_SECRET: Match.anyValue() } },
    });
    expect(auth.flow?.verdict).toContain('Without a ledger (ledger: false)');
  });
});

describe('who names another ledger, or none, beside the construct', () => {
  it.each(['COUNTERSIGN_LEDGER', 'COUNTERSIGN_LEDGER_KEY'])('is refused in the environment: %s', (name) => {
    expect(() => made({ environment: { [name]: 'none' } })).toThrow(
      expect.objectContaining({ code: 'property', message: expect.stringContaining(`environment has ${name}, which`) }),
    );
  });

  const later: readonly [string, (fn: LambdaFunction) => void][] = [
    ['addEnvironment', (fn) => void fn.addEnvironment('COUNTERSIGN_LEDGER', 'none')],
    [
      'an override',
      ({ node }) =>
        (node.defaultChild as never as { addPropertyOverride(path: string, value: unknown): void }).addPropertyOverride(
          'Environment.Variables.COUNTERSIGN_LEDGER',
          'none',
        ),
    ],
    [
      'a deletion',
      ({ node }) =>
        (node.defaultChild as never as { addPropertyDeletionOverride(path: string): void }).addPropertyDeletionOverride(
          'Environment.Variables.COUNTERSIGN_LEDGER_KEY',
        ),
    ],
    [
      'an aspect',
      (fn) =>
        Aspects.of(fn).add({
          visit: (node) => {
            if (node === fn) fn.addEnvironment('COUNTERSIGN_LEDGER', 'another-table');
          },
        }),
    ],
  ];
  it.each(later)('is found by the template: %s', (_how, change) => {
    for (const name of ['createAuthChallenge', 'verifyAuthChallengeResponse'] as const) {
      const { app, auth } = made();
      change(auth[name]);
      expect(() => app.synth()).toThrow(/Environment\.COUNTERSIGN_LEDGER(_KEY)? is not what CustomAuth set/);
    }
  });

  it('is found in a stage, and where the pool is of another stack', () => {
    const app = makeApp();
    const stage = new Stage(app, 'Prod');
    const userPool = new UserPool(new Stack(stage, 'PoolStack'), 'Pool', { keepOriginal: { email: true } });
    const auth = new CustomAuth(new Stack(stage, 'Test'), 'SignIn', { ...props, userPool });
    expect(() => auth.createAuthChallenge.addEnvironment('COUNTERSIGN_LEDGER', 'none')).not.toThrow();
    expect(() => app.synth()).toThrow(/Environment\.COUNTERSIGN_LEDGER is not what CustomAuth set/);
  });
});
