import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppNotFoundError, AssemblyError, synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import {
  appOf,
  functionResource,
  permissionResource,
  poolResource,
  temporaryFolder,
  writeAssembly,
} from './assembly.ts';

const environmentOf = async (
  value: unknown,
  template: object = {},
  others: object = {},
): Promise<string | undefined> => {
  const Define = functionResource({ Environment: { Variables: { VALUE: value } } });
  const app = await appOf({ Define, Pool: poolResource(), Allowed: permissionResource(), ...others }, template);
  return app.functions[0]?.environment.VALUE;
};

describe('references in a function’s environment', () => {
  const ARN = '[a-z0-9-]+:[0-9]{12}:';
  it.each<[string, object, unknown, RegExp]>([
    ['a table', { Type: 'AWS::DynamoDB::Table' }, { Ref: 'It' }, /^Auth-It-\w{12}$/],
    ['a named table', { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'codes' } }, { Ref: 'It' }, /^codes$/],
    ['a table’s ARN', { Type: 'AWS::DynamoDB::Table' }, 'Arn', RegExp(`^arn:aws:dynamodb:${ARN}table/Auth-It-\\w+$`)],
    ['a table of all regions', { Type: 'AWS::DynamoDB::GlobalTable' }, { Ref: 'It' }, /^Auth-It-\w{12}$/],
    [
      'the ARN of a table of all regions',
      { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'codes' } },
      'Arn',
      RegExp(`^arn:aws:dynamodb:${ARN}table/codes$`),
    ],
    ['a role’s ARN', { Type: 'AWS::IAM::Role' }, 'Arn', /^arn:aws:iam::\d{12}:role\/Auth-It-\w+$/],
    ['a bucket’s ARN', { Type: 'AWS::S3::Bucket' }, 'Arn', /^arn:aws:s3:::auth-it-\w+$/],
    ['a topic', { Type: 'AWS::SNS::Topic' }, { Ref: 'It' }, RegExp(`^arn:aws:sns:${ARN}Auth-It-\\w+$`)],
    [
      'a queue',
      { Type: 'AWS::SQS::Queue' },
      { Ref: 'It' },
      /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/\d{12}\/Auth-It/,
    ],
    ['a queue’s ARN', { Type: 'AWS::SQS::Queue' }, 'Arn', RegExp(`^arn:aws:sqs:${ARN}Auth-It`)],
    ['a key', { Type: 'AWS::KMS::Key' }, { Ref: 'It' }, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
    ['a key’s ARN', { Type: 'AWS::KMS::Key' }, 'Arn', RegExp(`^arn:aws:kms:${ARN}key/[\\da-f-]{36}$`)],
    ['an alias', { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/a' } }, { Ref: 'It' }, /^alias\/a$/],
    [
      'a secret',
      { Type: 'AWS::SecretsManager::Secret' },
      { Ref: 'It' },
      RegExp(`^arn:aws:secretsmanager:${ARN}secret:`),
    ],
    [
      'a sender',
      { Type: 'AWS::SES::EmailIdentity', Properties: { EmailIdentity: 'a@example.com' } },
      { Ref: 'It' },
      /^a@example\.com$/,
    ],
    ['a setting', { Type: 'AWS::SSM::Parameter', Properties: { Value: 'set' } }, 'Value', /^set$/],
    ['another function', functionResource(), 'Arn', RegExp(`^arn:aws:lambda:${ARN}function:Auth-It-\\w+$`)],
    ['a version', { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'named' } }, { Ref: 'It' }, /:named:1$/],
    [
      'a group of logs',
      { Type: 'AWS::Logs::LogGroup' },
      'Arn',
      RegExp(`^arn:aws:logs:${ARN}log-group:Auth-It-\\w+:\\*$`),
    ],
    [
      'a list of mail settings',
      { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'mail' } },
      { Ref: 'It' },
      /^mail$/,
    ],
    ['a pool', poolResource({ LambdaConfig: {} }), { Ref: 'It' }, /^us-east-1_\w{9}$/],
    ['something unknown', { Type: 'Custom::Thing' }, { Ref: 'It' }, /^Auth-It-\w+$/],
  ])('resolve %s', async (_, It, value, expected) => {
    const written = value === 'Arn' || value === 'Value' ? { 'Fn::GetAtt': ['It', value] } : value;

    expect(await environmentOf(written, {}, { It })).toMatch(expected);
  });

  it('resolve what the stack itself is', async () => {
    expect(await environmentOf({ 'Fn::Sub': `\${AWS::Partition} \${AWS::Region} \${AWS::AccountId}` })).toBe(
      'aws us-east-1 123456789012',
    );
    expect(await environmentOf({ 'Fn::Sub': `\${AWS::StackName}.\${AWS::URLSuffix}` })).toBe('Auth.amazonaws.com');
    expect(await environmentOf({ Ref: 'AWS::StackId' })).toMatch(
      /^arn:aws:cloudformation:us-east-1:123456789012:stack\/Auth\/[\da-f-]{36}$/,
    );
  });

  it('resolve what a pool and its client tell of themselves', async () => {
    const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });
    const Client = {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Other' }, ClientName: 'browser' },
    };
    const others = { Other: poolResource({ LambdaConfig: {} }), Client };

    expect(await environmentOf(attribute('Other', 'ProviderURL'), {}, others)).toMatch(
      /^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_\w{9}$/,
    );
    expect(await environmentOf(attribute('Client', 'Name'), {}, others)).toBe('browser');
    expect(await environmentOf(attribute('Client', 'ClientId'), {}, others)).toMatch(/^[a-z0-9]{26}$/);
    expect(await environmentOf(attribute('Client', 'ClientSecret'), {}, others)).toMatch(/^[a-z0-9]{52}$/);
  });

  it('resolve parameters, mappings and conditions', async () => {
    const template = {
      Parameters: {
        Stage: { Type: 'String', Default: 'test' },
        Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
      },
      Mappings: { Senders: { test: { address: 'test@example.com' } } },
      Conditions: { IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] } },
    };

    const sender = { 'Fn::FindInMap': ['Senders', { Ref: 'Stage' }, 'address'] };
    expect(await environmentOf({ 'Fn::If': ['IsTest', sender, 'no'] }, template)).toBe('test@example.com');
    expect(await environmentOf({ 'Fn::Select': [1, { Ref: 'Zones' }] }, template)).toBe('b');
  });

  it.each<[string, unknown, object]>([
    ['Endpoint of It (AWS::RDS::DBInstance)', { 'Fn::GetAtt': ['It', 'Endpoint'] }, {}],
    ['no resource Nowhere', { Ref: 'Nowhere' }, {}],
    ['the parameter Key has no default', { Ref: 'Key' }, { Parameters: { Key: { Type: 'String' } } }],
    [
      'Systems Manager',
      { Ref: 'Key' },
      { Parameters: { Key: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/key' } } },
    ],
    ['no stack of the app exports elsewhere', { 'Fn::ImportValue': 'elsewhere' }, {}],
    ['the app has no stack Elsewhere', { 'Fn::GetStackOutput': { StackName: 'Elsewhere', OutputName: 'a' } }, {}],
    ['the mapping None has no a.b', { 'Fn::FindInMap': ['None', 'a', 'b'] }, {}],
    ['x is read from Secrets Manager at AWS', '{{resolve:secretsmanager:x}}', {}],
    ['/x is read from Systems Manager at AWS', 'a{{resolve:ssm-secure:/x:2}}b', {}],
  ])(
    'stop that function alone, which says what can’t be told, and how to give it: %s',
    async (problem, value, template) => {
      const app = await appOf(
        {
          ...{ It: { Type: 'AWS::RDS::DBInstance' }, Pool: poolResource(), Allowed: permissionResource() },
          Define: functionResource({ Environment: { Variables: { VALUE: value, OTHER: 'other' } } }),
        },
        template,
      );
      const [define] = app.functions;
      expect(define?.environment).toEqual({ OTHER: 'other' });
      expect(define?.refusal).toMatch(/^The function Define of the stack Auth can't run here: VALUE isn't set: /);
      expect(define?.refusal).toContain(problem);
      expect(define?.refusal).toMatch(/\. Give it: --env VALUE=…/);
      expect(app.notes).toEqual([define?.refusal]);
    },
  );

  it('that lead back to themselves are refused', async () => {
    const Define = functionResource({ FunctionName: { 'Fn::GetAtt': ['Define', 'Arn'] } });

    await expect(appOf({ Define, Pool: poolResource() })).rejects.toThrow(/Define\.Arn refers to itself/);
  });

  it('reach into other stacks, by export, by output, and by weak reference', async () => {
    const directory = temporaryFolder();
    writeAssembly(join(directory, 'out'), {
      Auth: {
        Resources: {
          Define: functionResource({
            Environment: {
              Variables: {
                EXPORTED: { 'Fn::ImportValue': 'Data:Table' },
                OUTPUT: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Table' } },
              },
            },
          }),
          Pool: poolResource(),
        },
      },
      Data: {
        Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'codes' } } },
        Outputs: { Table: { Value: { Ref: 'Table' }, Export: { Name: 'Data:Table' } } },
      },
    });

    const app = await synthesizeLocalApp({ directory, app: 'out' });

    expect(app.functions[0]?.environment).toEqual({ EXPORTED: 'codes', OUTPUT: 'codes' });
  });
});

describe('a trigger', () => {
  const resources = { Define: functionResource(), Pool: poolResource() };

  it('is invoked through an alias or a version too', async () => {
    const Alias = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Define' }, Name: 'live' } };
    const Pool = poolResource({ LambdaConfig: { DefineAuthChallenge: { Ref: 'Alias' } } });

    const app = await appOf({
      ...resources,
      Alias,
      Pool,
      Allowed: permissionResource({ FunctionName: { Ref: 'Alias' } }),
    });

    expect(app.pools[0]?.lambdaConfig.DefineAuthChallenge).toBe(app.functions[0]?.functionArn);
    expect(app.pools[0]?.deniedTriggers).toBeUndefined();
  });

  it('may stand as an object with a version', async () => {
    const trigger = { LambdaArn: { 'Fn::GetAtt': ['Define', 'Arn'] }, LambdaVersion: 'V2_0' };
    const Pool = poolResource({ LambdaConfig: { PreTokenGenerationConfig: trigger, KMSKeyID: 'arn:aws:kms:::key/k' } });

    const app = await appOf({ ...resources, Pool });

    expect(app.pools[0]?.lambdaConfig).toEqual({ PreTokenGeneration: app.functions[0]?.functionArn });
    expect(app.pools[0]?.preTokenGenerationVersion).toBe('V2_0');
  });

  it.each<[string, object | undefined, boolean]>([
    ['no permission', undefined, false],
    ['a permission for this pool', {}, true],
    ['a permission by function name', { FunctionName: { Ref: 'Define' } }, true],
    ['a permission for every pool', { SourceArn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/*' }, true],
    ['a permission without a source', { SourceArn: { Ref: 'AWS::NoValue' } }, true],
    ['a permission for this account', { SourceAccount: { Ref: 'AWS::AccountId' } }, true],
    ['a permission for another pool', { SourceArn: 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/x' }, false],
    ['a permission for another account', { SourceAccount: '999999999999' }, false],
    ['a permission for another service', { Principal: 'apigateway.amazonaws.com' }, false],
    ['a permission for something else', { Action: 'lambda:GetFunction' }, false],
    ['a permission for another function', { FunctionName: 'other' }, false],
  ])('with %s', async (_, permission, allowed) => {
    const app = await appOf({ ...resources, ...(permission && { Allowed: permissionResource(permission) }) });

    expect(app.pools[0]?.deniedTriggers).toEqual(allowed ? undefined : ['DefineAuthChallenge']);
    expect(app.notes ?? []).toEqual(allowed ? [] : [expect.stringContaining('AccessDeniedException')]);
  });

  it('has the function of its messages, which no pool invokes, and all others that may be invoked by name', async () => {
    const { functions } = await appOf({
      Pool: poolResource(),
      Define: functionResource({ Environment: { Variables: { COUNTERSIGN_DELIVER: { Ref: 'Deliver' } } } }),
      Deliver: functionResource({ Timeout: 30 }),
      Other: functionResource({ Environment: { Variables: { COUNTERSIGN_DELIVER: { Ref: 'Another' } } } }),
      Another: functionResource(),
    });
    expect(functions.map(({ logicalId }) => logicalId)).toEqual(['Define', 'Deliver', 'Other', 'Another']);
    const [define, deliver] = functions;
    expect(define?.environment.COUNTERSIGN_DELIVER).toBe(deliver?.functionName);
    expect(deliver?.timeout).toBe(30);
  });

  it('that the app doesn’t make is noted', async () => {
    const Pool = poolResource({ LambdaConfig: { PreSignUp: 'arn:aws:lambda:us-east-1:1:function:elsewhere' } });

    const app = await appOf({ Define: functionResource(), Pool });

    expect(app.notes).toEqual([
      "PreSignUp of Pool is arn:aws:lambda:us-east-1:1:function:elsewhere, which the app doesn't make; it can't be invoked here.",
    ]);
    expect(app.pools[0]?.deniedTriggers).toBeUndefined(); // who may invoke it, its own app says
  });

  it.each([
    ['it runs on python3.13, and only Node.js functions run here', { Runtime: 'python3.13' }],
    ['it runs on a container image, and only Node.js functions run here', { Runtime: undefined, PackageType: 'Image' }],
    ['its code is at elsewhere.zip, which is no asset of the app', { Code: { S3Bucket: 'b', S3Key: 'elsewhere.zip' } }],
    ['the parameter Size has no default. Give it: --parameter Size=…', { MemorySize: { Ref: 'Size' } }],
  ])('that can’t run here says why when it is invoked, and at the start: %s', async (reason, properties) => {
    const app = await appOf(
      { ...resources, Define: functionResource(properties), Allowed: permissionResource() },
      { Parameters: { Size: { Type: 'Number' } } },
    );
    expect(app.functions[0]?.refusal).toContain(`The function Define of the stack Auth can't run here: ${reason}`);
    expect(app.notes).toEqual([app.functions[0]?.refusal]);
  });

  it('has layers noted, and Lambda’s limits by default', async () => {
    const app = await appOf({
      ...resources,
      Define: functionResource({ Layers: ['arn'] }),
      Allowed: permissionResource(),
    });

    expect(app.functions).toMatchObject([{ memorySize: 128, timeout: 3, handler: 'index.handler', environment: {} }]);
    expect(app.notes).toEqual([expect.stringContaining('layers')]);
  });
});

describe('a pool and its clients', () => {
  const clientResource = (properties: object): object => ({
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: { Ref: 'Pool' }, ...properties },
  });

  it('have Cognito’s defaults', async () => {
    const app = await appOf({ Pool: poolResource({ LambdaConfig: {} }), Client: clientResource({}) });

    expect(app.pools).toMatchObject([
      {
        userPoolId: expect.stringMatching(/^us-east-1_[A-Za-z0-9]{9}$/),
        caseSensitive: true,
        mfaConfiguration: 'OFF',
        usernameAttributes: [],
        adminCreateUserOnly: false,
        passwordPolicy: { minimumLength: 8, requireSymbols: true },
        lambdaConfig: {},
        clients: [
          {
            clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
            explicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
            preventUserExistenceErrors: 'LEGACY',
            enableTokenRevocation: true,
            authSessionValidity: 3,
            accessTokenValidity: 3_600,
            idTokenValidity: 3_600,
            refreshTokenValidity: 30 * 86_400,
          },
        ],
      },
    ]);
    expect(app.pools[0]?.clients[0]).not.toHaveProperty('clientSecret');
    expect(app.pools[0]?.clients[0]).not.toHaveProperty('writeAttributes');
  });

  it('are what the template says', async () => {
    const app = await appOf({
      Pool: poolResource({
        AliasAttributes: ['preferred_username', 'email'],
        MfaConfiguration: 'OPTIONAL',
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: 'true' },
        Schema: [
          { Name: 'email', Required: true, Mutable: 'false' },
          { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '18', MaxValue: 130 } },
        ],
        LambdaConfig: {},
      }),
      Client: clientResource({
        AccessTokenValidity: 300,
        RefreshTokenValidity: '12',
        TokenValidityUnits: { AccessToken: 'seconds', RefreshToken: 'hours' },
        PreventUserExistenceErrors: 'ENABLED',
        EnableTokenRevocation: 'false',
        ReadAttributes: ['email'],
        WriteAttributes: [],
      }),
    });

    expect(app.pools[0]).toMatchObject({
      aliasAttributes: ['email', 'preferred_username'],
      mfaConfiguration: 'OPTIONAL',
      adminCreateUserOnly: true,
      clients: [
        {
          accessTokenValidity: 300,
          refreshTokenValidity: 12 * 3_600,
          preventUserExistenceErrors: 'ENABLED',
          enableTokenRevocation: false,
          readAttributes: ['email'],
        },
      ],
    });
    // An empty list counts as none: everything may be written.
    expect(app.pools[0]?.clients[0]).not.toHaveProperty('writeAttributes');
    const texts = { type: 'String', min: 0, max: 2048 };
    expect(app.pools[0]?.schema).toContainEqual({ name: 'email', required: true, mutable: false, ...texts });
    const age = { name: 'custom:age', type: 'Number', required: false, mutable: true, min: 18, max: 130 };
    expect(app.pools[0]?.schema).toContainEqual(age);
    expect(app.pools[0]?.schema).toHaveLength(21);
  });

  it.each<[string, object, string | undefined]>([
    ['an attribute without a type', { Name: 'role' }, 'Cognito will refuse the schema of Pool'],
    [
      'a rule that is not held',
      { Name: 'role', AttributeDataType: 'String', Unique: true },
      "Unique of role in the schema of Pool is a rule that isn't held here.",
    ],
    ['a plain schema', { Name: 'role', AttributeDataType: 'String' }, undefined],
  ])('are noted where the schema has %s', async (_, attribute, note) => {
    const app = await appOf({ Pool: poolResource({ Schema: [attribute], LambdaConfig: {} }) });
    expect(app.notes).toEqual(note === undefined ? undefined : [expect.stringContaining(note)]);
  });

  it('stay what they are from run to run: ids everywhere, secrets in the folder', async () => {
    const directory = temporaryFolder();
    writeAssembly(join(directory, 'out'), {
      Auth: {
        Resources: { Pool: poolResource({ LambdaConfig: {} }), Client: clientResource({ GenerateSecret: true }) },
      },
    });
    const run = () => synthesizeLocalApp({ directory, app: 'out' });
    const secretOf = (app: Awaited<ReturnType<typeof run>>) => app.pools[0]?.clients[0]?.clientSecret;

    const first = await run();
    const second = await run();
    rmSync(join(directory, '.countersign'), { recursive: true });
    const third = await run();

    expect(second).toEqual(first);
    expect(secretOf(first)).toMatch(/^[a-z0-9]{52}$/);
    expect(third.pools[0]?.userPoolId).toBe(first.pools[0]?.userPoolId);
    expect(secretOf(third)).not.toBe(secretOf(first));
  });

  it('leave out what stands behind a false condition, clients of foreign pools and nested stacks, with a note', async () => {
    const app = await appOf(
      {
        Pool: poolResource({ LambdaConfig: {} }),
        Other: { ...poolResource({ LambdaConfig: {} }), Condition: 'Never' },
        Foreign: clientResource({ UserPoolId: 'us-east-1_foreign99' }),
        Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} },
      },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    );

    expect(app.pools.map(({ logicalId }) => logicalId)).toEqual(['Pool']);
    expect(app.notes).toEqual([
      expect.stringContaining('us-east-1_foreign99'),
      expect.stringContaining('nested stack Nested'),
    ]);
  });

  it('take region and account from the stack', async () => {
    const directory = temporaryFolder();
    const template = { Resources: { Pool: poolResource({ LambdaConfig: {} }) } };
    writeAssembly(join(directory, 'out'), { Auth: template }, {}, 'aws://111122223333/eu-central-1');

    const app = await synthesizeLocalApp({ directory, app: 'out', region: 'eu-west-1' });

    expect(app).toMatchObject({ region: 'eu-central-1', accountId: '111122223333' });
    expect(app.pools[0]?.userPoolId).toMatch(/^eu-central-1_/);
  });
});

describe('a folder', () => {
  it('may hold a stage in a folder of its own', async () => {
    const directory = temporaryFolder();
    writeAssembly(join(directory, 'out'), {});
    mkdirSync(join(directory, 'out', 'assembly-Prod'));
    writeAssembly(join(directory, 'out', 'assembly-Prod'), {
      Auth: { Resources: { Pool: poolResource({ LambdaConfig: {} }) } },
    });
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } };
    writeFileSync(join(directory, 'out', 'manifest.json'), JSON.stringify({ artifacts: { Prod: stage } }));

    expect((await synthesizeLocalApp({ directory, app: 'out' })).pools).toHaveLength(1);
  });

  it('is found by the key that the app’s own synthesizer gives it', async () => {
    const directory = temporaryFolder();
    const out = writeAssembly(join(directory, 'out'), {
      Auth: { Resources: { Pool: poolResource(), Define: functionResource({ Code: { S3Key: 'prod-code-1.zip' } }) } },
    });
    const destinations = { current: { bucketName: 'bucket', objectKey: 'prod-code-1.zip' } };
    const files = { code: { source: { path: 'asset.code', packaging: 'zip' }, destinations } };
    writeFileSync(join(out, 'Auth.assets.json'), JSON.stringify({ files }));
    const app = await synthesizeLocalApp({ directory, app: 'out' });
    expect(app.functions[0]?.codeFolder).toBe(join(out, 'asset.code'));
  });

  it('whose code is a zip file has that function refused', async () => {
    const directory = temporaryFolder();
    const out = join(directory, 'out');
    writeAssembly(out, { Auth: { Resources: { Define: functionResource(), Pool: poolResource() } } });
    rmSync(join(out, 'asset.code'), { recursive: true });
    writeFileSync(join(out, 'asset.code'), 'PK');

    const app = await synthesizeLocalApp({ directory, app: 'out' });
    expect(app.functions[0]?.refusal).toMatch(/its code is a zip file, .*asset\.code, and only folders run here\.$/);
  });

  it.each<[string, (out: string) => void, string]>([
    ['a manifest', (out) => rmSync(join(out, 'manifest.json')), 'holds no cloud assembly'],
    ['a template', (out) => rmSync(join(out, 'Auth.template.json')), 'a template is missing'],
    ['an asset manifest', (out) => rmSync(join(out, 'Auth.assets.json')), 'an asset manifest is missing'],
    ['readable JSON', (out) => writeFileSync(join(out, 'Auth.template.json'), '{'), 'is no JSON'],
  ])('without %s is refused in one sentence', async (_, damage, message) => {
    const directory = temporaryFolder();
    const out = join(directory, 'out');
    writeAssembly(out, { Auth: { Resources: { Define: functionResource(), Pool: poolResource() } } });
    damage(out);

    const app = synthesizeLocalApp({ directory, app: 'out' });

    await expect(app).rejects.toThrow(AssemblyError);
    await expect(app).rejects.toThrow(message);
  });

  it('with values that must be looked up at AWS says which', async () => {
    const directory = temporaryFolder();
    writeAssembly(join(directory, 'out'), {}, { missing: [{ key: 'vpc-provider:account=1' }] });

    await expect(synthesizeLocalApp({ directory, app: 'out' })).rejects.toThrow(
      /vpc-provider:account=1\. Run "npx cdk synth" once/,
    );
  });

  it('without a cdk.json, or one that names no app, says what to do', async () => {
    const directory = temporaryFolder();
    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(AppNotFoundError);
    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(/There is no .*cdk\.json\..*--app/);

    writeFileSync(join(directory, 'cdk.json'), '{}');
    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(/names no "app"/);

    writeFileSync(join(directory, 'cdk.json'), '{');
    await expect(synthesizeLocalApp({ directory })).rejects.toThrow(/is no JSON/);
  });
});
