import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { Aws, CfnElement, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import {
  CfnUserPool,
  CfnUserPoolClient,
  CfnUserPoolGroup,
  type IUserPool,
  UserPool,
  UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { describe, expect, it } from 'vitest';
import { judged, l1, type Parts } from './fixtures/judged.ts';
import { emptyFolder } from './fixtures/lambdas.ts';

/** A template that is included as it is. CDK still has it, though not in its types. */
const { CfnInclude: CfnFragment } = cdk as unknown as {
  readonly CfnInclude: new (scope: Stack, id: string, props: { readonly template: object }) => unknown;
};

const bareSafe = {
  ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
  WriteAttributes: ['email', 'name'],
  ReadAttributes: ['email', 'name'],
};
const bareClient = (UserPoolId: unknown, more: object = {}) => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: { UserPoolId, ...more },
});
function templateOf(template: object): string {
  const file = join(emptyFolder(), 'template.json');
  writeFileSync(file, JSON.stringify(template));
  return file;
}

const idOf = (userPool: UserPool): string => Stack.of(userPool).getLogicalId(userPool.node.defaultChild as CfnUserPool);

describe('a client counts as this pool’s, unless it is tied to another', () => {
  const bare = (stack: Stack, id: string, UserPoolId: unknown) =>
    new CfnResource(stack, id, { type: 'AWS::Cognito::UserPoolClient', properties: { UserPoolId } });
  const imported = (userPool: IUserPool, id = 'Imported') => new UserPoolClient(userPool.stack, id, { userPool });

  it.each<[string, (parts: Parts) => void]>([
    ['of another stack', ({ beside, userPool }) => new UserPoolClient(beside, 'Web', { userPool })],
    [
      'of another stage',
      ({ app, userPool }) => new UserPoolClient(new Stack(new Stage(app, 'Stage'), 'Web'), 'Web', { userPool }),
    ],
    [
      'of a nested stack',
      ({ stack, userPool }) => new UserPoolClient(new NestedStack(stack, 'Nested'), 'Web', { userPool }),
    ],
    ['bare', ({ stack, userPool }) => new CfnUserPoolClient(stack, 'Web', { userPoolId: userPool.userPoolId })],
    [
      'by an attribute',
      ({ stack, userPool }) => bare(stack, 'Web', (userPool.node.defaultChild as CfnUserPool).attrUserPoolId),
    ],
    ['a plain resource', ({ stack, userPool }) => bare(stack, 'Web', userPool.userPoolId)],
    ['a plain resource of another stack', ({ beside, userPool }) => bare(beside, 'Web', userPool.userPoolId)],
    ['by a written reference', ({ stack, userPool }) => bare(stack, 'Web', { Ref: idOf(userPool) })],
    [
      'by a written attribute',
      ({ stack, userPool }) => bare(stack, 'Web', { 'Fn::GetAtt': [idOf(userPool), 'UserPoolId'] }),
    ],
    [
      'by a reference that is late',
      ({ stack, userPool }) => bare(stack, 'Web', Lazy.string({ produce: () => userPool.userPoolId })),
    ],
    ['by Fn.sub', ({ stack, userPool }) => bare(stack, 'Web', Fn.sub(`\${${idOf(userPool)}}`))],
    [
      'by Fn.sub with variables',
      ({ stack, userPool }) => bare(stack, 'Web', Fn.sub(`\${Id}`, { Id: userPool.userPoolId })),
    ],
    [
      'by a part of the ARN',
      ({ stack, userPool }) => bare(stack, 'Web', Fn.select(1, Fn.split('/', userPool.userPoolArn))),
    ],
    [
      'by a part of the issuer',
      ({ stack, userPool }) => bare(stack, 'Web', Fn.select(3, Fn.split('/', userPool.userPoolProviderUrl))),
    ],
    ['by an import', ({ beside }) => bare(beside, 'Web', Fn.importValue('PoolId'))],
    ['by a parameter', ({ beside }) => bare(beside, 'Web', new CfnParameter(beside, 'PoolId').valueAsString)],
    [
      'by an SSM parameter',
      ({ beside }) => bare(beside, 'Web', StringParameter.valueForStringParameter(beside, '/pool')),
    ],
    ['by a dynamic reference', ({ beside }) => bare(beside, 'Web', '{{resolve:ssm:/pool}}')],
    ['by a mapping', ({ beside }) => bare(beside, 'Web', Fn.findInMap('Pools', Aws.REGION, 'Id'))],
    [
      'by a text whose variable is another pool',
      ({ stack, userPool }) => {
        const text = `\${${idOf(userPool)}}`;
        bare(stack, 'Web', { 'Fn::Sub': [text, { Ref: idOf(new UserPool(stack, 'Second')) }] });
      },
    ],
    [
      'by another pool, or a dynamic reference',
      ({ stack, other }) => bare(stack, 'Web', Fn.conditionIf('C', other.userPoolId, '{{resolve:ssm:/pool}}')),
    ],
    ['by nothing at all', ({ beside }) => bare(beside, 'Web', undefined)],
    ['by no value', ({ beside }) => bare(beside, 'Web', { Ref: 'AWS::NoValue' })],
    [
      'by one of two, or this',
      ({ stack, userPool, other }) => bare(stack, 'Web', Fn.conditionIf('C', other.userPoolId, userPool.userPoolId)),
    ],
    ['imported by a token', ({ beside }) => imported(UserPool.fromUserPoolId(beside, 'P', Fn.importValue('PoolId')))],
    [
      'imported by the ARN of a token',
      ({ beside }) => imported(UserPool.fromUserPoolArn(beside, 'P', Fn.importValue('PoolArn'))),
    ],
    [
      'imported by this pool’s ARN',
      ({ beside, userPool }) => imported(UserPool.fromUserPoolArn(beside, 'P', userPool.userPoolArn)),
    ],
    [
      'of another pool, but for an override',
      ({ other, userPool }) => l1(other.addClient('Web')).addPropertyOverride('UserPoolId', userPool.userPoolId),
    ],
    [
      'of another pool, but for an override by import',
      ({ other }) => l1(other.addClient('Web')).addPropertyOverride('UserPoolId', { 'Fn::ImportValue': 'PoolId' }),
    ],
    [
      'of another pool, but for an override of everything',
      ({ other, userPool }) =>
        l1(other.addClient('Web')).addOverride('Properties', { UserPoolId: userPool.userPoolId }),
    ],
    [
      'of another type, but for an override',
      ({ stack, userPool }) =>
        new CfnResource(stack, 'Web', {
          type: 'AWS::SNS::Topic',
          properties: { UserPoolId: userPool.userPoolId },
        }).addOverride('Type', 'AWS::Cognito::UserPoolClient'),
    ],
    [
      'of what is another pool but for an override',
      ({ stack }) => {
        const parameter = new CfnResource(stack, 'Parameter', { type: 'AWS::Cognito::UserPool' });
        parameter.addOverride('Type', 'AWS::SSM::Parameter');
        bare(stack, 'Web', parameter.getAtt('Value'));
      },
    ],
    [
      'of an element of one’s own',
      ({ stack, userPool }) => {
        class Client extends CfnElement {
          _toCloudFormation = () => ({ Resources: { Web: bareClient(userPool.userPoolId) } });
        }
        new Client(stack, 'Web');
      },
    ],
    [
      'of a template that is included as it is',
      ({ stack, userPool }) =>
        new CfnFragment(stack, 'Web', { template: { Resources: { Web: bareClient({ Ref: idOf(userPool) }) } } }),
    ],
    [
      'of a template that is included',
      ({ stack, userPool }) => {
        const templateFile = templateOf({
          Parameters: { Id: { Type: 'String' } },
          Resources: { Web: bareClient({ Ref: 'Id' }) },
        });
        new CfnInclude(stack, 'Web', { templateFile, parameters: { Id: userPool.userPoolId } });
      },
    ],
  ])('%s', (_, add) => {
    const judgement = judged(add);
    expect(judgement).toMatch(/^app client \S+ leads round the flow: it allows SRP since it names no flows/);
    expect(judgement.split('\n')).toHaveLength(1);
  });

  it.each<[string, (parts: Parts) => void]>([
    ['of another pool of the app', ({ other }) => other.addClient('Web')],
    [
      'of another pool of the app, from another stack',
      ({ stack, other }) => new UserPoolClient(stack, 'Web', { userPool: other }),
    ],
    [
      'of a pool of another stage',
      ({ app }) => new UserPool(new Stack(new Stage(app, 'Stage'), 'Test'), 'Pool').addClient('Web'),
    ],
    [
      'of a pool of its nested stack',
      ({ stack }) => new UserPool(new NestedStack(stack, 'Nested'), 'Pool').addClient('Web'),
    ],
    ['of a bare pool', ({ stack }) => bare(stack, 'Web', new CfnUserPool(stack, 'Bare').ref)],
    [
      'of a pool that is a plain resource',
      ({ stack }) => bare(stack, 'Web', new CfnResource(stack, 'Bare', { type: 'AWS::Cognito::UserPool' }).ref),
    ],
    ['of another pool, by a written reference', ({ beside, other }) => bare(beside, 'Web', { Ref: idOf(other) })],
    ['of another pool, by Fn.sub', ({ beside, other }) => bare(beside, 'Web', Fn.sub(`\${${idOf(other)}}`))],
    [
      'of another pool, by its ARN',
      ({ stack, other }) => imported(UserPool.fromUserPoolArn(stack, 'P', other.userPoolArn)),
    ],
    [
      'of another pool, late',
      ({ stack, other }) => bare(stack, 'Web', Lazy.string({ produce: () => other.userPoolId })),
    ],
    [
      'of either of two others',
      ({ beside, other }) => bare(beside, 'Web', Fn.conditionIf('C', other.userPoolId, 'eu-central-1_AbCdEf123')),
    ],
    [
      'of a pool imported by a literal id',
      ({ beside }) => imported(UserPool.fromUserPoolId(beside, 'P', 'eu-central-1_AbCdEf123')),
    ],
    [
      'of a pool imported by a literal ARN',
      ({ beside }) =>
        imported(
          UserPool.fromUserPoolArn(
            beside,
            'P',
            'arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_AbCdEf123',
          ),
        ),
    ],
    [
      'of a pool of a template that is included',
      ({ stack }) => {
        const Resources = {
          Bare: { Type: 'AWS::Cognito::UserPool' },
          ByRef: bareClient({ Ref: 'Bare' }),
          BySub: bareClient({ 'Fn::Sub': `\${Bare}` }),
        };
        new CfnInclude(stack, 'Web', { templateFile: templateOf({ Resources }) });
      },
    ],
    [
      'that is no client any more',
      ({ userPool }) => l1(userPool.addClient('Web')).addOverride('Type', 'AWS::SNS::Topic'),
    ],
    [
      'that is a group',
      ({ stack, userPool }) => new CfnUserPoolGroup(stack, 'Admins', { userPoolId: userPool.userPoolId }),
    ],
    [
      'of a template’s own pool',
      ({ stack }) =>
        new CfnFragment(stack, 'Web', {
          template: {
            Resources: { Bare: { Type: 'AWS::Cognito::UserPool' }, Web: bareClient('eu-central-1_AbCdEf123') },
          },
        }),
    ],
  ])('but not one %s', (_, add) => {
    expect(judged(add)).toBe('');
  });

  it('and a bare one is told what to set in CloudFormation’s words', () => {
    expect(judged(({ stack, userPool }) => bare(stack, 'Web', userPool.userPoolId))).toContain(
      'set ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH], WriteAttributes: a list without ' +
        'custom:approved and custom:pin and profile, ReadAttributes: a list without custom:pin, ' +
        'PreventUserExistenceErrors: ENABLED;',
    );
  });

  it('and a bare one that leads through the flow alone has no finding', () => {
    expect(
      judged(({ stack, userPool }) => {
        const properties = { UserPoolId: userPool.userPoolId, ...bareSafe };
        new CfnResource(stack, 'Web', { type: 'AWS::Cognito::UserPoolClient', properties });
      }),
    ).toBe('');
  });
});
