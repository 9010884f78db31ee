import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { functionResource, permissionResource, poolResource, temporaryFolder, writeAssembly } from './assembly.ts';

const hashOf = (letter: string): string => letter.repeat(64);

/** A resource that nests the template of an asset, as the CDK writes it. */
const nested = (letter: string, Parameters: object = {}, more: object = {}): object => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: {
    TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/assets/${hashOf(letter)}.json` },
    Parameters,
  },
  ...more,
});

/** The app of one stack, and of the templates that it nests, by the letter of their hashes. */
async function appOf(template: object, templates: Readonly<Record<string, object>>, given = {}): Promise<LocalApp> {
  const directory = temporaryFolder();
  writeFileSync(join(directory, 'package.json'), '{"name":"app"}'); // not the folder's, of which ids would be made
  const out = join(directory, 'out');
  writeAssembly(out, { Auth: template });
  const files: Record<string, object> = { code: { source: { path: 'asset.code', packaging: 'zip' } } };
  mkdirSync(out, { recursive: true });
  for (const [letter, content] of Object.entries(templates)) {
    writeFileSync(join(out, `${letter}.nested.template.json`), JSON.stringify(content));
    files[hashOf(letter)] = { source: { path: `${letter}.nested.template.json`, packaging: 'file' } };
  }
  writeFileSync(join(out, 'Auth.assets.json'), JSON.stringify({ files }));
  return synthesizeLocalApp({ directory, app: 'out', given });
}

const clientResource = (UserPoolId: unknown): object => ({
  Type: 'AWS::Cognito::UserPoolClient',
  Properties: { UserPoolId },
});
const variables = (Variables: object): object => functionResource({ Environment: { Variables } });
const output = (logicalId: string, name: string): object => ({ 'Fn::GetAtt': [logicalId, `Outputs.${name}`] });

const pool = {
  Parameters: { Define: { Type: 'String' } },
  Resources: { Pool: poolResource({ LambdaConfig: { DefineAuthChallenge: { Ref: 'Define' } } }) },
  Outputs: { PoolId: { Value: { Ref: 'Pool' } }, PoolArn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } } },
};

describe('nested stacks', () => {
  it('are read as if all stood in one: parameters go down, outputs up', async () => {
    const app = await appOf(
      {
        Resources: {
          Users: nested('a', { Define: { 'Fn::GetAtt': ['Define', 'Arn'] } }),
          Define: variables({ STAGE: { Ref: 'AWS::StackName' } }),
          Allowed: permissionResource({ SourceArn: output('Users', 'PoolArn') }),
          Client: clientResource(output('Users', 'PoolId')),
        },
      },
      { a: pool },
    );
    const [read] = app.pools;
    expect(read?.clients.map(({ logicalId }) => logicalId)).toEqual(['Client']);
    expect(read?.lambdaConfig.DefineAuthChallenge).toBe(app.functions[0]?.functionArn);
    expect(read?.deniedTriggers).toBeUndefined();
    expect(app.notes).toBeUndefined();
  });

  it('nest others, whose values pass through each', async () => {
    const app = await appOf(
      {
        Resources: {
          Outer: nested('b', { Word: 'said' }),
          Reader: variables({ WORD: output('Outer', 'Word'), POOL: output('Outer', 'PoolId') }),
        },
      },
      {
        b: {
          Parameters: { Word: { Type: 'String' } },
          Resources: { Inner: nested('c', { Word: { Ref: 'Word' } }) },
          Outputs: { Word: { Value: output('Inner', 'Word') }, PoolId: { Value: output('Inner', 'PoolId') } },
        },
        c: {
          Parameters: { Word: { Type: 'String' } },
          Resources: { Pool: poolResource({ LambdaConfig: {} }) },
          Outputs: {
            Word: { Value: { 'Fn::Sub': `\${Word}!` } },
            PoolId: { Value: { Ref: 'Pool' } },
          },
        },
      },
    );
    expect(app.functions[0]?.environment).toEqual({ WORD: 'said!', POOL: app.pools[0]?.userPoolId });
  });

  it('each have names of their own, though they are of one template', async () => {
    const leaf = { Resources: { Pool: poolResource({ LambdaConfig: {} }), Define: functionResource() } };
    const app = await appOf({ Resources: { One: nested('a'), Two: nested('a') } }, { a: leaf });
    expect(new Set(app.pools.map(({ userPoolId }) => userPoolId)).size).toBe(2);
    expect(new Set(app.functions.map(({ functionArn }) => functionArn)).size).toBe(2);
  });

  it('make another pool of one that moves into them, as CloudFormation does; the same each time', async () => {
    const leaf = { Resources: { Pool: poolResource({ LambdaConfig: {} }) } };
    const idOf = async (template: object, templates = {}) => (await appOf(template, templates)).pools[0]?.userPoolId;
    const users = { Resources: { Users: nested('a') } };
    const moved = await idOf(users, { a: leaf });
    expect(moved).not.toBe(await idOf(leaf));
    expect(moved).toBe(await idOf(users, { a: { ...leaf, Description: 'changed' } }));
  });

  it('are left out where their condition says so', async () => {
    const template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Pool: poolResource({ LambdaConfig: {} }), More: nested('a', {}, { Condition: 'Never' }) },
    };
    const app = await appOf(template, { a: { Resources: { Pool: poolResource({ LambdaConfig: {} }) } } });
    expect(app.pools).toHaveLength(1);
  });

  it('fail the function alone that needs what a template elsewhere would tell, which is noted', async () => {
    const app = await appOf(
      {
        Resources: {
          Elsewhere: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json' } },
          Define: variables({ VALUE: output('Elsewhere', 'Value') }),
          Pool: poolResource(),
          Allowed: permissionResource(),
        },
      },
      {},
    );
    expect(app.notes).toEqual([
      expect.stringContaining("VALUE isn't set: the nested stack Elsewhere isn't read here"),
      'The template of the nested stack Elsewhere is no file of the app; what it makes is left out.',
    ]);
  });

  it('that nest themselves end with a sentence', async () => {
    const self = { Resources: { Self: nested('a') } };
    const Pool = poolResource({ LambdaConfig: {} });
    await expect(appOf({ Resources: { Pool, Self: nested('a') } }, { a: self })).rejects.toThrow(
      'the nested stack Self nests itself',
    );
  });

  it('whose parameter leads back to their own output end with a sentence', async () => {
    const echo = {
      Parameters: { Word: { Type: 'String' } },
      Resources: { Pool: poolResource({ LambdaConfig: {} }) },
      Outputs: { Word: { Value: { Ref: 'Word' } } },
    };
    const app = await appOf(
      {
        Resources: {
          Echo: nested('a', { Word: output('Echo', 'Word') }),
          Reader: variables({ WORD: output('Echo', 'Word') }),
        },
      },
      { a: echo },
    );
    expect(app.functions[0]?.refusal).toContain('refers to itself');
  });

  it('take lists, and names of what Systems Manager holds, as any stack does', async () => {
    const leaf = {
      Parameters: {
        Words: { Type: 'CommaDelimitedList' },
        Kept: { Type: 'AWS::SSM::Parameter::Value<String>' },
        Left: { Type: 'String', Default: 'default' },
      },
      Resources: {
        Pool: poolResource({ LambdaConfig: {} }),
        Reader: variables({
          WORD: { 'Fn::Select': [1, { Ref: 'Words' }] },
          KEPT: { Ref: 'Kept' },
          LEFT: { Ref: 'Left' },
        }),
      },
    };
    const parameters = { Words: { 'Fn::Join': [',', ['a', 'b']] }, Kept: '/word', Left: { Ref: 'AWS::NoValue' } };
    const app = await appOf(
      { Resources: { Leaf: nested('a', parameters) } },
      { a: leaf },
      { ssm: { '/word': 'held' } },
    );
    expect(app.functions[0]?.environment).toEqual({ WORD: 'b', KEPT: 'held', LEFT: 'default' });
  });

  it('take a parameter that was given only where nothing passes it', async () => {
    const leaf = {
      Parameters: { Passed: { Type: 'String' }, Open: { Type: 'String' } },
      Resources: {
        Pool: poolResource({ LambdaConfig: {} }),
        Reader: variables({ PASSED: { Ref: 'Passed' }, OPEN: { Ref: 'Open' } }),
      },
    };
    const given = { parameters: { Passed: 'given', Open: 'given' } };
    const app = await appOf({ Resources: { Leaf: nested('a', { Passed: 'passed' }) } }, { a: leaf }, given);
    expect(app.functions[0]?.environment).toEqual({ PASSED: 'passed', OPEN: 'given' });
  });
});
