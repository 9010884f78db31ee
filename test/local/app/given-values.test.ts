import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GivenValueError, type GivenValues, synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { functionResource, permissionResource, poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

const Pool = poolResource({ LambdaConfig: {} });

function appOf(resources: object, given: GivenValues = {}, template: object = {}): Promise<LocalApp> {
  const directory = temporaryFolder();
  writeAssembly(join(directory, 'out'), { Auth: { Resources: { Pool, ...resources }, ...template } });
  return synthesizeLocalApp({ directory, app: 'out', given });
}

const variablesOf = async (value: unknown, given: GivenValues = {}, template: object = {}, others: object = {}) => {
  const Reader = functionResource({ Environment: { Variables: { VALUE: value } } });
  const { functions } = await appOf({ Reader, ...others }, given, template);
  return functions.find(({ logicalId }) => logicalId === 'Reader');
};

const parameters = { Parameters: { Word: { Type: 'String' }, Words: { Type: 'CommaDelimitedList' } } };
const kept = { Parameters: { Word: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/word' } } };
const WORD = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/word', Type: 'String', Value: 'of the app' } };

describe('what only a deployment would tell', () => {
  it.each<[string, unknown, GivenValues, object, object, string]>([
    ['a parameter', { Ref: 'Word' }, { parameters: { Word: 'given' } }, parameters, {}, 'given'],
    [
      'a parameter of one stack, before one of all',
      { Ref: 'Word' },
      { parameters: { Word: 'of all', 'Auth.Word': 'of Auth' } },
      parameters,
      {},
      'of Auth',
    ],
    ['a list', { 'Fn::Select': [1, { Ref: 'Words' }] }, { parameters: { Words: 'a,b' } }, parameters, {}, 'b'],
    [
      'a list whose elements have spaces around them',
      { 'Fn::Join': ['|', { Ref: 'Words' }] },
      { parameters: { Words: 'a , b,c ' } },
      parameters,
      {},
      'a|b|c',
    ],
    [
      'a list that Systems Manager holds',
      { 'Fn::Select': [1, { Ref: 'Kept' }] },
      { ssm: { '/list': 'a, b' } },
      { Parameters: { Kept: { Type: 'AWS::SSM::Parameter::Value<CommaDelimitedList>', Default: '/list' } } },
      {},
      'b',
    ],
    [
      'what Systems Manager holds by the name that was given',
      { Ref: 'Word' },
      { parameters: { Word: '/other' }, ssm: { '/word': 'held', '/other': 'other' } },
      kept,
      {},
      'other',
    ],
    ['an export', { 'Fn::ImportValue': 'word' }, { exports: { word: 'given' } }, {}, {}, 'given'],
    ['what Systems Manager holds', { Ref: 'Word' }, { ssm: { '/word': 'held' } }, kept, {}, 'held'],
    [
      'what Systems Manager holds, before what the app makes',
      { Ref: 'Word' },
      { ssm: { '/word': 'held' } },
      kept,
      { WORD },
      'held',
    ],
    ['what the app itself puts there', { Ref: 'Word' }, {}, kept, { WORD }, 'of the app'],
    ['a dynamic reference', 'a {{resolve:ssm:/word:3}} b', { ssm: { '/word': 'held' } }, {}, {}, 'a held b'],
    ['a secret', '{{resolve:secretsmanager:key}}', { secrets: { key: 'held' } }, {}, {}, 'held'],
    [
      'a member of a secret',
      '{{resolve:secretsmanager:key:SecretString:password::}}',
      { secrets: { key: '{"user":"u","password":"p"}' } },
      {},
      {},
      'p',
    ],
    [
      'a secret of the app, by its ARN',
      { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Key' }, ':SecretString:::}}']] },
      {},
      {},
      { Key: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'written' } } },
      'written',
    ],
    ['a variable of all', { Ref: 'Word' }, { environment: { VALUE: 'given' } }, parameters, {}, 'given'],
    [
      'a variable of one function, before one of all',
      'written',
      { environment: { VALUE: 'of all' }, functions: { Reader: { VALUE: 'of one' } } },
      {},
      {},
      'of one',
    ],
  ])('is told by %s', async (_what, value, given, template, others, expected) => {
    const reader = await variablesOf(value, given, template, others);
    expect(reader?.environment.VALUE).toBe(expected);
    expect(reader?.refusal).toBeUndefined();
  });

  it('is asked for by the way that gives it', async () => {
    const refusal = async (value: unknown, template: object = {}) => (await variablesOf(value, {}, template))?.refusal;
    expect(await refusal('{{resolve:secretsmanager:key:SecretString:password}}')).toBe(
      "The function Reader of the stack Auth can't run here: VALUE isn't set: key is read from Secrets Manager at AWS. " +
        'Give it: --env VALUE=…, or "secrets": { "key": "…" } in countersign.local.json',
    );
    expect(await refusal({ Ref: 'Word' }, kept)).toContain('/word is read from Systems Manager at AWS');
  });

  it('may be called as JavaScript calls its own', async () => {
    const Parameters = { constructor: { Type: 'String' }, toString: { Type: 'String', Default: 'told' } };
    const given = { environment: {}, parameters: {} };
    expect((await variablesOf({ Ref: 'toString' }, given, { Parameters }))?.environment.VALUE).toBe('told');
    expect((await variablesOf({ Ref: 'constructor' }, given, { Parameters }))?.refusal).toContain('has no default');
    expect((await variablesOf({ Ref: 'valueOf' }, given))?.refusal).toContain('has no resource valueOf');
    expect((await variablesOf({ 'Fn::ImportValue': 'toString' }, { exports: {} }))?.refusal).toContain(
      'exports toString',
    );
  });

  it('is refused for what the app doesn’t have', async () => {
    const Metadata = { 'aws:cdk:path': 'Auth/Mail/Sender/Resource' };
    const functions = { Reader: functionResource(), MailSender1A2B3C4D: { ...functionResource(), Metadata } };
    await expect(appOf(functions, { functions: { Raeder: { A: 'b' } } })).rejects.toThrow(
      '--env Raeder.…, or functions of countersign.local.json: the app has no function Raeder. Its functions: Reader, Auth/Mail/Sender.',
    );
    // What it is called there is one of its names.
    await expect(appOf(functions, { functions: { 'Auth/Mail/Sender': { A: 'b' } } })).resolves.toBeDefined();
    const wrong = appOf({}, { parameters: { Wrod: 'given' } }, parameters);
    await expect(wrong).rejects.toThrow(GivenValueError);
    await expect(wrong).rejects.toThrow(
      '--parameter Wrod, or parameters of countersign.local.json: no stack of the app has such a parameter. There are: Auth.Word, Auth.Words.',
    );
  });

  it('goes to one function alone', async () => {
    const at = (path: string) => ({ ...functionResource(), Metadata: { 'aws:cdk:path': `${path}/Resource` } });
    const functions = { One1: at('Dev/Auth/Define'), Two2: at('Prod/Auth/Define'), Three3: at('Auth/Define') };
    await expect(appOf(functions, { functions: { Define: { A: 'secret' } } })).rejects.toThrow(
      /^--env Define\.…, or functions of countersign\.local\.json: Define fits several functions\. Name one: Dev\/Auth\/Define, Prod\/Auth\/Define, Auth\/Define\.$/,
    );
    // A whole path counts before the end of another one.
    const app = await appOf(functions, { functions: { 'Auth/Define': { A: 'a' }, Two2: { A: 'b' } } });
    expect(app.functions.map(({ environment }) => environment)).toEqual([{}, { A: 'b' }, { A: 'a' }]);
  });

  it('is refused where the template doesn’t allow it, and isn’t told', async () => {
    const Parameters = {
      Stage: { Type: 'String', AllowedValues: ['dev', 'prod'] },
      Zones: { Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] },
    };
    const wrong = appOf({}, { parameters: { Stage: 'secret' } }, { Parameters });
    await expect(wrong).rejects.toThrow(
      /^--parameter Stage, or parameters of countersign\.local\.json: the stack Auth takes dev, prod\.$/,
    );
    await expect(appOf({}, { parameters: { Stage: 'dev', Zones: 'a, b' } }, { Parameters })).resolves.toBeDefined();
  });

  it('still stops the app where the pool needs it, and says how to give it', async () => {
    const Client = { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Word' } } };
    await expect(appOf({ Client }, {}, parameters)).rejects.toThrow(
      "Stack Auth: UserPoolId of Client (AWS::Cognito::UserPoolClient) can't be told before a deployment: " +
        'the parameter Word has no default. Give it: --parameter Word=…',
    );
  });

  it('stops nothing where nobody here reads it', async () => {
    const Table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'Word' } } };
    const Other = { Type: 'AWS::Lambda::Permission', Properties: { Principal: { Ref: 'Word' } } };
    const Named = functionResource({ FunctionName: { Ref: 'Word' } });
    const Foreign = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        Principal: 'cognito-idp.amazonaws.com',
        FunctionName: 'other',
        SourceArn: { Ref: 'Word' },
      },
    };
    const app = await appOf({ Table, Other, Foreign, Named }, {}, parameters);
    expect([app.tables, app.functions, app.notes]).toEqual([[], [], undefined]);
  });

  it('stops nothing where a layer needs it', async () => {
    const Define = functionResource({ Layers: [{ Ref: 'Word' }] });
    const Allowed = permissionResource();
    const app = await appOf({ Pool: poolResource(), Define, Allowed }, {}, parameters);
    expect(app.functions[0]?.refusal).toBeUndefined();
    expect(app.notes).toEqual(['The function Define of the stack Auth has layers; they are not loaded here.']);
  });
});

describe('what the app keeps at AWS', () => {
  it('is there: tables, keys with their aliases, parameters, secrets', async () => {
    const app = await appOf(
      {
        WORD,
        Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'codes', BillingMode: 'PAY_PER_REQUEST' } },
        Key: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' } },
        Alias: {
          Type: 'AWS::KMS::Alias',
          Properties: { AliasName: 'alias/codes', TargetKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key', SecretString: 'written' } },
      },
      { ssm: { '/more': 'given' }, secrets: { more: 'given' } },
    );
    expect(app.tables).toEqual([
      {
        tableName: 'codes',
        tableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/codes',
        properties: { TableName: 'codes', BillingMode: 'PAY_PER_REQUEST' },
      },
    ]);
    expect(app.keys).toMatchObject([
      { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC', aliases: ['alias/codes'] },
    ]);
    expect(app.parameters).toEqual([
      { name: '/more', type: 'String', value: 'given' },
      { name: '/word', type: 'String', value: 'of the app' },
    ]);
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';
    expect(app.secrets).toEqual([
      { name: 'more', arn: `${arn}more`, value: 'given' },
      { name: 'key', arn: `${arn}key`, value: 'written' },
    ]);
  });

  it('is the same the next time, where it was made', async () => {
    const directory = temporaryFolder();
    const GenerateSecretString = {
      SecretStringTemplate: '{"user":"u"}',
      GenerateStringKey: 'password',
      PasswordLength: 20,
    };
    const Secret = { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString } };
    writeAssembly(join(directory, 'out'), { Auth: { Resources: { Pool, Secret } } });
    const [first, again] = [
      await synthesizeLocalApp({ directory, app: 'out' }),
      await synthesizeLocalApp({ directory, app: 'out' }),
    ];
    expect(JSON.parse(first.secrets?.[0]?.value ?? '')).toEqual({
      user: 'u',
      password: expect.stringMatching(/^.{20}$/),
    });
    expect(again.secrets).toEqual(first.secrets);
  });
});
