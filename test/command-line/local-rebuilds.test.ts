import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { synthesizeLocalApp } from '../../lib/local/app/index.ts';
import { eventually } from '../support/eventually.ts';
import { project, root, start } from './run-command.ts';

const LOCAL = ['local', '--port', '0', '--memory', '--app', 'out'] as const;

const ARN = { 'Fn::GetAtt': ['Define', 'Arn'] };
const codeOf = { Handler: 'index.handler', Code: { S3Key: 'define.zip' } };

/** An app of which there is much to say. */
const TEMPLATE = {
  Transform: 'Macro',
  Parameters: { Word: { Type: 'String' } },
  Resources: {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        Schema: [{ Name: 'role', AttributeDataType: 'String', Unknown: true }],
        LambdaConfig: {
          DefineAuthChallenge: ARN,
          CreateAuthChallenge: { 'Fn::GetAtt': ['Python', 'Arn'] },
          PreSignUp: { 'Fn::GetAtt': ['Layered', 'Arn'] },
          PostConfirmation: 'arn:aws:lambda:us-east-1:123456789012:function:elsewhere',
          CustomEmailSender: { LambdaArn: ARN, LambdaVersion: 'V1_0' },
        },
      },
    },
    Define: {
      Type: 'AWS::Lambda::Function',
      Properties: { ...codeOf, Runtime: 'nodejs24.x', Environment: { Variables: { WORD: { Ref: 'Word' } } } },
    },
    Python: { Type: 'AWS::Lambda::Function', Properties: { ...codeOf, Runtime: 'python3.13' } },
    Layered: { Type: 'AWS::Lambda::Function', Properties: { ...codeOf, Runtime: 'nodejs14.x', Layers: ['arn'] } },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: 'us-east-1_elsewhere' } },
    Group: { Type: 'AWS::Cognito::UserPoolGroup', Properties: { UserPoolId: 'us-east-1_elsewhere', GroupName: 'g' } },
    Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json' } },
  },
};

const written = (): string =>
  project({
    'package.json': '{ "name": "written" }',
    'out/manifest.json': JSON.stringify({
      artifacts: {
        App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json' } },
        Assets: { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      },
    }),
    'out/App.template.json': JSON.stringify(TEMPLATE),
    'out/App.assets.json': JSON.stringify({ files: { define: { source: { path: 'asset.define' } } } }),
    'out/asset.define/index.js': 'exports.handler = async (event) => event;',
  });

async function startIn(folder: string) {
  const child = start(LOCAL, { folder });
  const shown = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    shown.output += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    shown.errors += piece;
  });
  await eventually(() => expect(shown.output).toContain('Ctrl-C stops.'));
  return shown;
}

test('prints every note of the app at the start, each once', async () => {
  const folder = written();
  const { notes = [] } = await synthesizeLocalApp({ directory: folder, app: 'out' });
  const shown = await startIn(folder);
  await eventually(() => expect(shown.errors).toContain(notes.at(-1)));
  expect(shown.errors.trim().split('\n')).toEqual(notes.map((note) => `Note: ${note}`));
  expect(notes).toEqual([
    expect.stringContaining('the transform Macro'),
    expect.stringContaining('Unknown of role in the schema'),
    expect.stringContaining("WORD isn't set"),
    expect.stringContaining('python3.13'),
    expect.stringContaining('has layers'),
    expect.stringContaining('nodejs14.x runs on Node'),
    expect.stringContaining('Lambda creates no functions on nodejs14.x'),
    expect.stringContaining('The client Client belongs to'),
    expect.stringContaining('The group g belongs to'),
    expect.stringContaining('CustomEmailSender of Pool has no key'),
    expect.stringContaining('PostConfirmation of Pool is arn:aws:lambda'),
    expect.stringContaining('DefineAuthChallenge of Pool has no permission'),
    expect.stringContaining('CreateAuthChallenge of Pool has no permission'),
    expect.stringContaining('PreSignUp of Pool has no permission'),
    expect.stringContaining('CustomEmailSender of Pool has no permission'),
    expect.stringContaining('The template of the nested stack Nested'),
  ]);
});

test('takes countersign.local.json as it is edited, and goes on where it is broken; no value is printed', async () => {
  const folder = written();
  const shown = await startIn(folder);
  const file = join(folder, 'countersign.local.json');
  const saying = (text: string) => eventually(() => expect(shown.output + shown.errors).toContain(text));
  const refusal = /Note: The function Define of the stack App can't run here: WORD isn't set/g;
  await saying("WORD isn't set");

  writeFileSync(file, '{ "parameters": { "Word": "s3cret" } }');
  await saying('Change seen in countersign.local.json: rebuilding …\nRebuilt, after');
  writeFileSync(file, '{ "parameters": { "Word": "s3cret" ');
  await saying('countersign.local.json is no JSON');
  await saying('The rebuild failed: what ran before goes on');
  writeFileSync(file, '{ "functions": { "Nothing": { "A": "s3cret" } } }');
  await saying('the app has no function Nothing');
  rmSync(file);
  mkdirSync(file);
  await saying("countersign.local.json can't be read: EISDIR");
  rmSync(file, { recursive: true });
  await saying('Good again: rebuilt');
  await eventually(() => expect(shown.errors.match(refusal)).toHaveLength(2));
  expect(shown.output + shown.errors).not.toContain('s3cret');
});

test('takes what it prints into the project for no change, nor any other log', async () => {
  const folder = written();
  const file = join(folder, 'printed.txt');
  const printed = openSync(file, 'a');
  const child = spawn(process.execPath, [join(root, 'bin/countersign.ts'), ...LOCAL], {
    cwd: folder,
    stdio: ['ignore', printed, printed],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const shown = () => readFileSync(file, 'utf8');
  await eventually(() => expect(shown()).toContain('Note: The template of the nested stack'));
  writeFileSync(join(folder, 'tee.log'), 'a');
  writeFileSync(join(folder, 'source.txt'), 'a');
  await eventually(() => expect(shown()).toContain('Rebuilt, after'));
  await sleep(1000);
  expect(shown().match(/Change seen in .*/g)).toEqual(['Change seen in source.txt: rebuilding …']);
});
