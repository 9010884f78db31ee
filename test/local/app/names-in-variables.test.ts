import { expect, it } from 'vitest';
import { appOf, functionResource, poolResource } from './assembly.ts';

const UserPoolId = { Ref: 'Pool' };

async function read(resources: object, VALUE: unknown, template: object = {}) {
  const Reader = functionResource({ Environment: { Variables: { VALUE } } });
  const app = await appOf({ Pool: poolResource({ LambdaConfig: {} }), ...resources, Reader }, template);
  return { app, reader: app.functions.find(({ logicalId }) => logicalId === 'Reader') };
}

it.each([
  ['AWS::Cognito::UserPoolGroup', { GroupName: 'admins' }, 'admins'],
  ['AWS::Cognito::UserPoolDomain', { Domain: 'example' }, 'example'],
  ['AWS::Cognito::UserPoolResourceServer', { Identifier: 'api' }, 'api'],
  ['AWS::Cognito::UserPoolIdentityProvider', { ProviderName: 'Example' }, 'Example'],
])('is the name of the %s', async (Type, Properties, expected) => {
  const { reader } = await read({ Named: { Type, Properties: { UserPoolId, ...Properties } } }, { Ref: 'Named' });
  expect(reader?.environment.VALUE).toBe(expected);
});

it('is a secret’s name, as CDK takes it from the ARN', async () => {
  // Secret.secretName: as many parts as the name has, or two where CloudFormation makes it up.
  const end = { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Key' }] }] };
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': ['-', end] }] });
  const Key = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } };
  const { app, reader } = await read({ Key }, { 'Fn::Join': ['-', [part(0), part(1)]] });
  expect(reader?.environment.VALUE).toBe(app.secrets?.[0]?.name);
});

it('is a client’s secret, by the custom resource with which CDK asks for it', async () => {
  const Client = { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId, GenerateSecret: true } };
  const Create = {
    'Fn::Join': ['', ['{"parameters":{"UserPoolId":"', UserPoolId, '","ClientId":"', { Ref: 'Client' }, '"}}']],
  };
  const Describe = { Type: 'Custom::DescribeCognitoUserPoolClient', Properties: { Create } };
  const value = { 'Fn::GetAtt': ['Describe', 'UserPoolClient.ClientSecret'] };
  const { app, reader } = await read({ Client, Describe }, value);
  expect(reader?.environment.VALUE).toBe(app.pools[0]?.clients[0]?.clientSecret);
  expect(reader?.environment.VALUE).toMatch(/^\w{52}$/);
  const other = await read({ Describe: { ...Describe, Properties: {} } }, value);
  expect(other.reader?.refusal).toContain('Describe names no client');
});

it('is no output whose condition doesn’t hold, nor one that such an output exports', async () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Parameters: { Untold: { Type: 'String' } },
    Outputs: {
      Other: { Value: 'a', Export: { Name: { Ref: 'Untold' } } },
      Left: { Value: 'a', Condition: 'Never', Export: { Name: 'left' } },
      There: { Value: 'a', Export: { Name: 'there' } },
    },
  };
  expect((await read({}, { 'Fn::ImportValue': 'there' }, template)).reader?.environment.VALUE).toBe('a');
  expect((await read({}, { 'Fn::ImportValue': 'left' }, template)).reader?.refusal).toContain('exports left');
  const output = { 'Fn::GetStackOutput': { StackName: 'Auth', OutputName: 'Left' } };
  expect((await read({}, output, template)).reader?.refusal).toContain("its condition doesn't hold");
});
