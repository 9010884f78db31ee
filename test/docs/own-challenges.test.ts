import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openExampleProject } from './example-project.ts';
import { examplesOf, root } from './markdown.ts';

const PAGE = 'docs/own-challenges.md';
const { folder, write, load } = openExampleProject();
for (const { file, code } of examplesOf(PAGE)) write(file, code);

installHere();
// The page's own tests, which become tests of this file.
await load('test/badge-sign-in.test.ts');

it("the page's stack lets the one function read the table that checks the answer, and tells it the name", {
  tags: 'slow',
}, () => {
  write(
    'app.ts',
    `import { App } from 'aws-cdk-lib';
import { SignInStack } from './infrastructure/sign-in-stack.ts';
new SignInStack(new App(), 'Badge');`,
  );

  execFileSync(process.execPath, ['app.ts'], {
    cwd: folder,
    env: { ...process.env, CDK_OUTDIR: join(folder, 'cdk.out') },
  });

  const { Resources } = JSON.parse(readFileSync(join(folder, 'cdk.out/Badge.template.json'), 'utf8'));
  const described = Object.values<{ Type: string; Properties: Record<string, never> }>(Resources);
  const [table] =
    Object.entries<{ Type: string }>(Resources).find(([, { Type }]) => Type === 'AWS::DynamoDB::Table') ?? [];
  const told = described.filter(({ Properties }) =>
    JSON.stringify(Properties).includes(`"BADGE_TABLE":{"Ref":"${table}"}`),
  );
  expect(told.map(({ Properties }) => String(Properties.Description ?? '').split(' ')[0])).toEqual([
    'VerifyAuthChallengeResponse',
  ]);
  const reading = described.filter(
    ({ Type, Properties }) =>
      Type === 'AWS::IAM::Policy' && JSON.stringify(Properties).includes(`{"Fn::GetAtt":["${table}","Arn"]}`),
  );
  expect(JSON.stringify(reading)).toContain('dynamodb:GetItem');
  expect(reading).toHaveLength(1);
});

/** What a reader has installed: this package, from its sources, and as much of the SDK as can be bundled. */
function installHere(): void {
  const own = join(folder, 'node_modules/countersign');
  mkdirSync(own, { recursive: true });
  symlinkSync(join(root, 'lib'), join(own, 'lib'), 'junction');
  writeFileSync(
    join(own, 'package.json'),
    '{"name":"countersign","type":"module","exports":{"./*":"./lib/*/index.ts"}}',
  );
  const sdk = join(folder, 'node_modules/@aws-sdk/client-dynamodb');
  mkdirSync(sdk, { recursive: true });
  writeFileSync(
    join(sdk, 'package.json'),
    '{"name":"@aws-sdk/client-dynamodb","type":"module","exports":"./index.js"}',
  );
  writeFileSync(join(sdk, 'index.js'), 'export class DynamoDBClient {}\nexport class GetItemCommand {}\n');
  write('package.json', '{"type":"module"}');
}
