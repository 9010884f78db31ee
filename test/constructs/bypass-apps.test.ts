import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import { App, Aws, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Stage, Token } from 'aws-cdk-lib';
import {
  CfnUserPool,
  CfnUserPoolClient,
  CfnUserPoolGroup,
  ClientAttributes,
  type IUserPool,
  StringAttribute,
  UserPool,
  UserPoolClient,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { describe, expect, it } from 'vitest';
import { judgeBypass } from '../../lib/constructs/bypass-findings.ts';
import type { FlowReport } from '../../lib/constructs/inspection/inspection-report.ts';
import { emptyFolder } from './fixtures/lambdas.ts';

const flow: FlowReport = {
  name: 'the flow',
  fingerprint: '',
  holds: true,
  verdict: '',
  diagram: '',
  challenges: [
    {
      name: 'pin',
      factor: 'knowledge',
      attempts: 3,
      needs: { attributes: { secret: ['custom:pin'], decides: ['email', 'email_verified'], uses: ['locale'] } },
    },
  ],
  attributes: ['custom:approved', 'email', 'profile'],
  comparedAttributes: ['custom:approved', 'profile'],
  asksPassword: false,
};

/** A template that is included as it is. CDK still has it, though not in its types. */
const { CfnInclude: CfnFragment } = cdk as unknown as {
  readonly CfnInclude: new (scope: Stack, id: string, props: { readonly template: object }) => unknown;
};

/** What an app may be made of: the flow's pool, a stack beside it, and another pool. */
interface Parts {
  readonly app: App;
  readonly stack: Stack;
  readonly userPool: UserPool;
  readonly beside: Stack;
  readonly other: UserPool;
}

const poolProps = {
  signInAliases: { email: true },
  standardAttributes: { email: { required: true, mutable: true } },
  customAttributes: { approved: new StringAttribute(), pin: new StringAttribute(), team: new StringAttribute() },
  keepOriginal: { email: true },
};

/** What is said of an app with such a part in it. */
function judged(add: (parts: Parts) => void): string {
  const app = new App();
  const stack = new Stack(app, 'Test');
  const userPool = new UserPool(stack, 'Pool', poolProps);
  const beside = new Stack(app, 'Beside');
  add({ app, stack, userPool, beside, other: new UserPool(beside, 'Other') });
  return judgeBypass(stack, { userPool, flow, acknowledgements: [] }).join('\n');
}

const warningsOf = (stack: Stack): readonly unknown[] =>
  stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);

const standard = { email: true, fullname: true };
/** A client that leads through the flow and nowhere else. */
const safe: UserPoolClientOptions = {
  authFlows: { custom: true },
  disableOAuth: true,
  preventUserExistenceErrors: true,
  writeAttributes: new ClientAttributes().withStandardAttributes(standard),
  readAttributes: new ClientAttributes().withStandardAttributes(standard),
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

const l1 = (client: UserPoolClient) => client.node.defaultChild as CfnUserPoolClient;
const idOf = (userPool: UserPool): string => Stack.of(userPool).getLogicalId(userPool.node.defaultChild as CfnUserPool);
const approved = 'lets users write custom:approved (the flow asks about it)';

describe('a client that leads through the flow is judged by all that it allows', () => {
  const add = (options: Partial<UserPoolClientOptions>, change: (client: CfnUserPoolClient) => void = () => {}) =>
    judged(({ userPool }) => change(l1(userPool.addClient('Mobile', { ...safe, ...options }))));
  const writes = (attributes: ClientAttributes) => add({ writeAttributes: attributes });

  it('and has no finding where that is nothing', () => {
    expect(add({})).toBe('');
  });

  it.each<[string, string, () => string]>([
    [
      'the example of old, by which users approved themselves',
      approved,
      () => judged(({ userPool }) => userPool.addClient('Mobile', { authFlows: { custom: true }, disableOAuth: true })),
    ],
    ['a list with a custom attribute', approved, () => writes(new ClientAttributes().withCustomAttributes('approved'))],
    ['an empty list, which allows all', approved, () => writes(new ClientAttributes())],
    [
      'a standard attribute, chosen at sign-up',
      'lets users write profile (the flow asks about it)',
      () => writes(new ClientAttributes().withStandardAttributes({ profilePage: true })),
    ],
    [
      'a name that is known only at deployment',
      approved,
      () => add({}, (client) => client.addPropertyOverride('WriteAttributes', ['email', { Ref: 'Name' }])),
    ],
    [
      'a secret in the ID token',
      'lets users read custom:pin (pin keeps it secret)',
      () => add({ readAttributes: new ClientAttributes().withCustomAttributes('pin') }),
    ],
    [
      'no list of what is read',
      'lets users read custom:pin (pin keeps it secret)',
      () => add({}, (client) => client.addPropertyDeletionOverride('ReadAttributes')),
    ],
    [
      'a list that is deleted',
      approved,
      () => add({}, (client) => client.addPropertyDeletionOverride('WriteAttributes')),
    ],
    [
      'all properties replaced',
      'tells who exists',
      () => add({}, (client) => client.addOverride('Properties', { PreventUserExistenceErrors: 'LEGACY' })),
    ],
    [
      'all properties deleted',
      'allows SRP since it names no flows',
      () => add({}, (client) => client.addDeletionOverride('Properties')),
    ],
    [
      'one flow of the list overridden',
      'allows ALLOW_USER_AUTH',
      () => add({}, (client) => client.addPropertyOverride('ExplicitAuthFlows.0', 'ALLOW_USER_AUTH')),
    ],
    [
      'flows that are a token',
      'allows flows known only at deployment',
      () =>
        add({}, (client) => client.addPropertyOverride('ExplicitAuthFlows', Fn.split(',', Fn.importValue('Flows')))),
    ],
    [
      'a token among the flows',
      'allows a flow known only at deployment',
      () =>
        add({}, (client) => {
          client.explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', Fn.importValue('Flow')];
        }),
    ],
    [
      'OAuth that is known only at deployment',
      'allows OAuth',
      () =>
        add({}, (client) => {
          client.allowedOAuthFlowsUserPoolClient = Token.asAny({ Ref: 'OAuth' });
        }),
    ],
    ['errors that tell who exists', 'tells who exists', () => add({ preventUserExistenceErrors: false })],
    [
      'tokens that nobody can revoke',
      'lets tokens outlive their revocation',
      () => add({ enableTokenRevocation: false }),
    ],
    [
      'settings of a macro',
      'has settings known only at deployment',
      () => add({}, (client) => client.addPropertyOverride('Fn::Transform', { Name: 'Client' })),
    ],
  ])('%s', (_, allowed, judgement) => {
    expect(judgement()).toMatch(/^app client Test\/Pool\/Mobile leads round the flow/);
    expect(judgement()).toContain(allowed);
  });

  it('and OAuth flows beside a flag that is false open nothing', () => {
    expect(
      add({}, (client) => {
        client.allowedOAuthFlows = ['code'];
        client.allowedOAuthFlowsUserPoolClient = false;
      }),
    ).toBe('');
  });
});

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

describe('an acknowledgement', () => {
  const judgedWith = (id: string, options: UserPoolClientOptions) => {
    const stack = new Stack(new App(), 'Test');
    const userPool = new UserPool(stack, 'Pool', poolProps);
    userPool.addClient('Web', options);
    const errors = judgeBypass(stack, { userPool, flow, acknowledgements: [{ id, reason: 'why' }] });
    return { errors, warnings: warningsOf(stack) };
  };

  it('covers the finding that it names', () => {
    const judgement = judgedWith('Test/Pool/Web: tells who exists', { ...safe, preventUserExistenceErrors: false });
    expect(judgement).toEqual({ errors: [], warnings: [] });
  });

  it('covers no client that allows more by now, and is reported', () => {
    const { errors, warnings } = judgedWith('Test/Pool/Web: tells who exists', {
      ...safe,
      preventUserExistenceErrors: false,
      disableOAuth: false,
    });
    expect(errors).toEqual([
      expect.stringContaining("{ id: 'Test/Pool/Web: allows OAuth, tells who exists', reason: '…' }"),
    ]);
    expect(warnings).toEqual([
      expect.stringContaining(
        "nothing is found that the acknowledgement of 'Test/Pool/Web: tells who exists' is about",
      ),
    ]);
  });

  it('prints an id that can be pasted, whatever is in it', () => {
    const stack = new Stack(new App(), 'Test');
    const userPool = new UserPool(stack, "Bob's", poolProps);
    userPool.addClient('Web', { ...safe, preventUserExistenceErrors: false });
    const [error] = judgeBypass(stack, { userPool, flow, acknowledgements: [] });
    expect(error).toContain("{ id: 'Test/Bob\\'s/Web: tells who exists', reason: '…' }");
  });
});

it('a client whose sessions end before a challenge can be answered is a warning', () => {
  const stack = new Stack(new App(), 'Test');
  const userPool = new UserPool(stack, 'Pool', poolProps);
  userPool.addClient('Web', safe);
  const challenges = flow.challenges.map((challenge) => ({ ...challenge, needs: { sessionMinutes: 10 } }));
  const known: FlowReport = { ...flow, challenges, attributes: [], comparedAttributes: [] };
  expect(judgeBypass(stack, { userPool, flow: known, acknowledgements: [] })).toEqual([]);
  expect(warningsOf(stack)).toEqual([
    expect.stringContaining(
      'app client Test/Pool/Web keeps a session for 3 minutes, and a challenge of the flow may take 10',
    ),
  ]);
});
