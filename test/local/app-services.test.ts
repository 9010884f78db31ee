import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import type { FunctionLog } from '../../lib/local/index.ts';
import { runLocal } from '../../lib/local/run-local.ts';
import { functionResource, poolResource, temporaryFolder, writeAssembly } from './app/assembly.ts';
import { sdkFor } from './support/pool-parts.ts';
import { PASSWORD } from './support/users.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`./stand-ins/fixtures/${name}`, import.meta.url));
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

/** An app whose trigger calls what else the app has. */
const RESOURCES = {
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
  Key: { Type: 'AWS::KMS::Key', Properties: {} },
  Parameter: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/app/sender', Type: 'String', Value: 'a@example.com' },
  },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'app/key', SecretString: 'a-secret-value' } },
  Other: functionResource({ Handler: 'echo.handler' }),
  Define: functionResource({
    Timeout: 10,
    MemorySize: 512,
    Environment: {
      Variables: {
        ...{ TABLE: { Ref: 'Table' }, KEY_ID: arnOf('Key'), PARAMETER: { Ref: 'Parameter' } },
        ...{ SECRET: { Ref: 'Secret' }, OTHER: { Ref: 'Other' } },
      },
    },
  }),
  Allowed: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      ...{ Action: 'lambda:InvokeFunction', FunctionName: arnOf('Define') },
      ...{ Principal: 'cognito-idp.amazonaws.com', SourceArn: arnOf('Pool') },
    },
  },
  Pool: poolResource({ UsernameAttributes: ['email'], LambdaConfig: { PreSignUp: arnOf('Define') } }),
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
};

test('a trigger reaches the table, the key, the parameter, the secret and the other function of its app', async () => {
  const directory = temporaryFolder();
  const assembly = writeAssembly(join(directory, 'cdk.out'), { Auth: { Resources: RESOURCES } });
  const options = { bundle: true, platform: 'node', format: 'cjs', target: 'node24', logLevel: 'error' } as const;
  const code = join(assembly, 'asset.code');
  await build({ ...options, entryPoints: [fixture('pre-sign-up.ts')], outfile: join(code, 'index.js') });
  await build({
    ...options,
    stdin: { contents: 'exports.handler = async (event) => ({ echoed: event });' },
    outfile: join(code, 'echo.js'),
  });
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(
    fileURLToPath(new URL('../../node_modules/dynalite', import.meta.url)),
    join(directory, 'node_modules', 'dynalite'),
  );
  const logs: FunctionLog[] = [];
  const local = await runLocal({
    ...{ directory, app: 'cdk.out', port: 0, storage: 'memory', watch: false, seed: [] },
    onLog: (log) => logs.push(log),
  });
  const sdk = sdkFor(local.endpoint);
  onTestFinished(async () => {
    sdk.destroy();
    await local.close();
  });

  const ClientId = local.config().pools[0]?.clients[0]?.clientId;
  const signUp = { ClientId, Username: 'bob@example.com', Password: PASSWORD };
  const { UserConfirmed } = await sdk.send(new SignUpCommand(signUp));
  expect(UserConfirmed).toBe(true);
  expect(logs.map(({ text }) => JSON.parse(text))).toEqual([
    { from: 'a@example.com', secret: 'a-secret-value', other: '{"echoed":{"ping":1}}' },
  ]);
});
