import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
  ListUserPoolClientSecretsCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { secretHash } from '../../lib/protocol/index.ts';
import { passPassword } from '../local/support/srp.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';
import { PASSWORD, setPassword } from '../local/support/users.ts';

const ALICE = 'alice@example.com';
const FIRST = 'the+first+secret+of+this+client';
const OWN = 'a+secret+that+was+chosen+elsewhere';

async function poolWithSecret(clientSecret?: string): Promise<TestPool> {
  const client = { explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'], ...(clientSecret && { clientSecret }) };
  const pool = await startTestPool({ client });
  await setPassword(pool, ALICE);
  return pool;
}

const add = ({ sdk, UserPoolId, ClientId }: TestPool, ClientSecret?: string) =>
  sdk.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecret }));

const list = async ({ sdk, UserPoolId, ClientId }: TestPool) =>
  (await sdk.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }))).ClientSecrets ?? [];

const remove = ({ sdk, UserPoolId, ClientId }: TestPool, ClientSecretId = '') =>
  sdk.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));

/** Signs Alice in with the hash of one secret, by the alias in both steps. */
const signIn = async (pool: TestPool, secret: string) => {
  const SECRET_HASH = await secretHash(ALICE, pool.ClientId, secret);
  const begun = await passPassword({ ...pool }, ALICE, PASSWORD, 'USER_SRP_AUTH', { SECRET_HASH, USERNAME: ALICE });
  return begun.AuthenticationResult;
};

// docs/cognito.md#33-secret-hashes
describe('several secrets a client', () => {
  it('are any of them good, in a hash and raw', async () => {
    const pool = await poolWithSecret(FIRST);
    const { ClientSecretDescriptor: added } = await add(pool);
    const second = added?.ClientSecretValue ?? '';
    expect(second).toMatch(/^[a-z0-9]{52}$/);
    expect(added?.ClientSecretId).toMatch(new RegExp(`^${pool.ClientId}--\\d+$`));
    for (const secret of [FIRST, second]) {
      const { RefreshToken } = (await signIn(pool, secret)) ?? {};
      for (const ClientSecret of [FIRST, second]) {
        const refresh = { RefreshToken, ClientId: pool.ClientId, ClientSecret };
        const { AuthenticationResult } = await pool.sdk.send(new GetTokensFromRefreshTokenCommand(refresh));
        expect(AuthenticationResult?.AccessToken).toMatch(/^ey/);
      }
      await pool.sdk.send(
        new RevokeTokenCommand({ Token: RefreshToken, ClientId: pool.ClientId, ClientSecret: second }),
      );
    }
    await expect(signIn(pool, OWN)).rejects.toThrow('SecretHash does not match for the client');
  });

  it('are listed without their values, and are two at most', async () => {
    const pool = await poolWithSecret(FIRST);
    const before = await list(pool);
    expect(before).toHaveLength(1);
    const { ClientSecretDescriptor: added } = await add(pool, OWN);
    expect(added).not.toHaveProperty('ClientSecretValue');
    const both = await list(pool);
    expect(both.map(({ ClientSecretId }) => ClientSecretId)).toEqual([
      before[0]?.ClientSecretId,
      added?.ClientSecretId,
    ]);
    expect(both.every((secret) => !('ClientSecretValue' in secret) && secret.ClientSecretCreateDate)).toBe(true);
    await expect(add(pool)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  it('lose what is deleted, but never the last', async () => {
    const pool = await poolWithSecret(FIRST);
    await add(pool, OWN);
    const [first, second] = await list(pool);
    await remove(pool, first?.ClientSecretId);
    await expect(signIn(pool, FIRST)).rejects.toThrow('SecretHash does not match for the client');
    await expect(signIn(pool, OWN)).resolves.toHaveProperty('AccessToken');
    await expect(remove(pool, first?.ClientSecretId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(remove(pool, second?.ClientSecretId)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const { UserPoolId, ClientId } = pool;
    const described = await pool.sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    expect(described.UserPoolClient?.ClientSecret).toBe(OWN);
    await add(pool);
    expect(await list(pool)).toHaveLength(2);
  });

  it('are nothing for a public client', async () => {
    const pool = await poolWithSecret();
    expect(await list(pool)).toEqual([]);
    await expect(add(pool)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('are of the pool that is named', async () => {
    const pool = await poolWithSecret(FIRST);
    await expect(add({ ...pool, UserPoolId: 'eu-central-1_OTHER0001' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
