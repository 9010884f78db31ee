import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdminGetUserCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expect, it, onTestFinished } from 'vitest';
import { type RefusedCall, runLocal } from '../../lib/local/index.ts';
import { functionResource, poolResource, temporaryFolder, writeAssembly } from './app/assembly.ts';
import { sdkFor } from './support/pool-parts.ts';

/** Asks Cognito how many users there are, and has S3 keep it; what S3 answers it doesn't look at. */
const PRE_SIGN_UP = `
  const call = (service, path, target, body) => fetch(process.env.AWS_ENDPOINT_URL + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      ...(target && { 'x-amz-target': target }),
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260504/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=00',
    },
  });
  export const handler = async (event) => {
    const list = 'AWSCognitoIdentityProviderService.ListUsers';
    const { Users } = await (await call('cognito-idp', '/', list, { UserPoolId: event.userPoolId })).json();
    for (let n = 0; n < 3; n++) await call('s3', '/bucket/users', '', Users).catch(() => {});
    if (Users.length > 1) throw new Error('There are ' + Users.length + ' users.');
    event.response.autoConfirmUser = true;
    return event;
  };
`;

it.each([
  ['its own addresses', undefined],
  ['another one', '127.0.0.1'],
])('a function in its own process calls the local pool back that listens on %s', async (_where, hostname) => {
  const directory = temporaryFolder();
  const LambdaConfig = { PreSignUp: { 'Fn::GetAtt': ['PreSignUp', 'Arn'] } };
  const assembly = writeAssembly(join(directory, 'cdk.out'), {
    Auth: {
      Resources: {
        Pool: poolResource({ LambdaConfig }),
        Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
        PreSignUp: functionResource(),
        Allowed: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            ...{ Action: 'lambda:InvokeFunction', Principal: 'cognito-idp.amazonaws.com' },
            FunctionName: { 'Fn::GetAtt': ['PreSignUp', 'Arn'] },
          },
        },
      },
    },
  });
  writeFileSync(join(assembly, 'asset.code', 'index.mjs'), PRE_SIGN_UP);
  const refused: RefusedCall[] = [];
  const local = await runLocal({
    ...{ directory, app: 'cdk.out', port: 0, storage: 'memory', watch: false, hostname },
    seed: [{ username: 'alice' }],
    onLog: () => {},
    onRefused: (call) => refused.push(call),
  });
  const sdk = sdkFor(local.endpoint);
  onTestFinished(async () => {
    sdk.destroy();
    await local.close();
  });
  const [pool] = local.config().pools;
  const signUp = (Username: string) =>
    sdk.send(new SignUpCommand({ ClientId: pool?.clients[0]?.clientId, Username, Password: 'Correct-Horse-9' }));
  expect(await signUp('bob')).toMatchObject({ UserConfirmed: true });
  await expect(signUp('carol')).rejects.toMatchObject({
    ...{ name: 'UserLambdaValidationException', message: expect.stringContaining('There are 2 users') },
  });
  await expect(
    sdk.send(new AdminGetUserCommand({ UserPoolId: pool?.userPoolId, Username: 'carol' })),
  ).rejects.toMatchObject({ name: 'UserNotFoundException' });
  // The function masks it; whoever runs the pool hears of it.
  expect(refused).toHaveLength(6);
  expect(refused[0]?.message).toMatch(/^The local pool has no stand-in for POST \/bucket\/users of s3; nothing left /);
});
