import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import { functionResource, poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

const REGIONS = ['eu-west-1', 'us-west-2'] as const;

/** An app that deploys the same two stacks, by the same names, to two regions. */
async function appInTwoRegions() {
  const directory = temporaryFolder();
  const out = join(directory, 'out');
  for (const region of REGIONS) {
    const Users = {
      Resources: {
        Pool: poolResource({ LambdaConfig: {} }),
        Word: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/word', Type: 'String', Value: region } },
        Key: { Type: 'AWS::KMS::Key' },
        Table: { Type: 'AWS::DynamoDB::Table' },
        Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'key', SecretString: region } },
      },
      Outputs: { PoolId: { Value: { Ref: 'Pool' }, Export: { Name: 'PoolId' } } },
    };
    const Back = {
      Parameters: { Word: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/word' } },
      Resources: {
        Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { 'Fn::ImportValue': 'PoolId' } } },
        Reader: functionResource({
          Environment: {
            Variables: {
              IMPORTED: { 'Fn::ImportValue': 'PoolId' },
              OUTPUT: { 'Fn::GetStackOutput': { StackName: 'Users', OutputName: 'PoolId' } },
              ELSEWHERE: { 'Fn::GetStackOutput': { StackName: 'Users', OutputName: 'PoolId', Region: 'us-west-2' } },
              WORD: { Ref: 'Word' },
              SECRET: '{{resolve:secretsmanager:key}}',
            },
          },
        }),
      },
    };
    writeAssembly(join(out, region), { Users, Back }, {}, `aws://111111111111/${region}`);
  }
  const artifacts = Object.fromEntries(
    REGIONS.map((region) => [region, { type: 'cdk:cloud-assembly', properties: { directoryName: region } }]),
  );
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ artifacts }));
  return synthesizeLocalApp({ directory, app: 'out' });
}

it('keeps to its own region what two stacks of one name export and keep', async () => {
  const { functions } = await appInTwoRegions();
  for (const region of REGIONS) {
    const reader = functions.find(({ functionArn }) => functionArn.includes(region));
    const ofRegion = expect.stringMatching(`^${region}_`);
    expect(reader?.environment).toMatchObject({ IMPORTED: ofRegion, OUTPUT: ofRegion, WORD: region, SECRET: region });
    expect(reader?.environment.ELSEWHERE).toMatch(/^us-west-2_/);
  }
});

it('makes up other names and ids for each of two stacks of one name', async () => {
  const { pools, keys = [], tables = [], functions } = await appInTwoRegions();
  expect(pools.map(({ clients }) => clients.length)).toEqual([1, 1]);
  for (const made of [
    pools.flatMap(({ clients }) => clients.map(({ clientId }) => clientId)),
    keys.map(({ keyId }) => keyId),
    tables.map(({ tableName }) => tableName),
    functions.map(({ functionName }) => functionName),
  ]) {
    expect(new Set(made).size).toBe(2);
  }
});

it('makes up the same on every machine', async () => {
  const directory = temporaryFolder();
  const template = { Resources: { Pool: poolResource({ LambdaConfig: {} }), Key: { Type: 'AWS::KMS::Key' } } };
  writeAssembly(join(directory, 'out'), { Auth: template });
  writeFileSync(join(directory, 'package.json'), '{"name":"app"}');
  const { pools, keys } = await synthesizeLocalApp({ directory, app: 'out' });
  // Another machine has another folder, and nothing of `.countersign`.
  expect([pools[0]?.userPoolId, keys?.[0]?.keyId]).toEqual([
    'us-east-1_lwkqecxqk',
    '0c82eec8-9cbb-4a59-1a7b-33f6153d5666',
  ]);
});

it('tells what CDK carries from one region to another', async () => {
  const directory = temporaryFolder();
  const out = join(directory, 'out');
  const [name, untold] = ['/cdk/exports/Back/Pool', '/cdk/exports/Back/Untold'];
  const read = (each: string) => ({ 'Fn::GetAtt': ['Reader', each] });
  const imports = Object.fromEntries([name, untold].map((each) => [each, `{{resolve:ssm:${each}}}`]));
  const exported = { [name]: { Ref: 'Pool' }, [untold]: { 'Fn::GetAtt': ['Pool', 'Untold'] } };
  const WriterProps = { region: 'us-west-2', exports: exported };
  writeAssembly(
    join(out, 'eu'),
    {
      Users: {
        Resources: {
          Pool: poolResource({ LambdaConfig: {} }),
          Writer: { Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps } },
        },
      },
    },
    {},
    'aws://111111111111/eu-west-1',
  );
  writeAssembly(
    join(out, 'us'),
    {
      Back: {
        Resources: {
          Reader: { Type: 'Custom::CrossRegionExportReader', Properties: { ReaderProps: { imports } } },
          Told: functionResource({ Environment: { Variables: { POOL: read(name) } } }),
          Refused: functionResource({ Environment: { Variables: { A: read(untold), B: read('toString') } } }),
        },
      },
    },
    {},
    'aws://111111111111/us-west-2',
  );
  const stages = ['eu', 'us'].map((each) => [
    each,
    { type: 'cdk:cloud-assembly', properties: { directoryName: each } },
  ]);
  writeFileSync(join(out, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(stages) }));
  const { functions, pools } = await synthesizeLocalApp({ directory, app: 'out' });
  expect(functions[0]?.environment).toEqual({ POOL: pools[0]?.userPoolId });
  expect(functions[1]?.refusal).toContain("A isn't set: Untold of Pool (AWS::Cognito::UserPool) is known only once");
  expect(functions[1]?.refusal).toContain("B isn't set: toString of Reader");
});
