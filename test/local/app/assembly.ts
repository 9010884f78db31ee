import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Writes a cloud assembly with these templates, by stack name. The asset `code` is a folder with a handler. */
export function writeAssembly(
  folder: string,
  templates: Readonly<Record<string, object>>,
  manifest: object = {},
  environment = 'aws://unknown-account/unknown-region',
): string {
  mkdirSync(join(folder, 'asset.code'), { recursive: true });
  writeFileSync(join(folder, 'asset.code', 'index.mjs'), 'export const handler = async (event) => event;\n');
  const artifacts = Object.keys(templates).flatMap((stackName) => [
    [
      stackName,
      { type: 'aws:cloudformation:stack', environment, properties: { templateFile: `${stackName}.template.json` } },
    ],
    [`${stackName}.assets`, { type: 'cdk:asset-manifest', properties: { file: `${stackName}.assets.json` } }],
  ]);
  const files = { code: { source: { path: 'asset.code', packaging: 'zip' } } };
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ artifacts: Object.fromEntries(artifacts), ...manifest }),
  );
  for (const [stackName, template] of Object.entries(templates)) {
    writeFileSync(join(folder, `${stackName}.template.json`), JSON.stringify(template));
    writeFileSync(join(folder, `${stackName}.assets.json`), JSON.stringify({ files }));
  }
  return folder;
}

/** The app of one stack with these resources, and what else its template shall hold. */
export function appOf(resources: object, template: object = {}): Promise<LocalApp> {
  const directory = temporaryFolder();
  writeAssembly(join(directory, 'cdk.out'), { Auth: { Resources: resources, ...template } });
  return synthesizeLocalApp({ directory, app: 'cdk.out' });
}

/** A function with the asset's code. */
export const functionResource = (properties: object = {}): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'code.zip' }, ...properties },
});

/** A pool whose trigger is the function `Define`. */
export const poolResource = (properties: object = {}): object => ({
  Type: 'AWS::Cognito::UserPool',
  Properties: { LambdaConfig: { DefineAuthChallenge: { 'Fn::GetAtt': ['Define', 'Arn'] } }, ...properties },
});

/** Lets the pool `Pool` invoke the function `Define`. */
export const permissionResource = (properties: object = {}): object => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['Define', 'Arn'] },
    Principal: 'cognito-idp.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
    ...properties,
  },
});
