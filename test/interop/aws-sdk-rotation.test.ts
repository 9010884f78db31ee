import {
  CreateUserPoolClientCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { claimsOf, signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import type { TestPool } from '../local/support/start-pool.ts';

const start = (retryGracePeriod: number): Promise<TestPool> =>
  startOpenPool({
    client: {
      explicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
      refreshTokenValidity: 3600,
      refreshTokenRotation: { retryGracePeriod },
    },
  });

async function renew({ sdk, ClientId }: TestPool, RefreshToken: string) {
  const { AuthenticationResult } = await sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }));
  const { AccessToken = '', RefreshToken: next = '' } = AuthenticationResult ?? {};
  return { AccessToken, RefreshToken: next };
}

const REUSED = { name: 'RefreshTokenReuseException' };

// docs/cognito.md#92-token-operations.
describe('refresh token rotation', () => {
  it('gives a new refresh token with each refresh, and takes the old one out of use', async () => {
    const pool = await start(0);
    const first = await signInAtOnce(pool);
    const second = await renew(pool, first.RefreshToken);
    expect(second.RefreshToken).not.toBe(first.RefreshToken);
    expect(claimsOf(second.AccessToken).origin_jti).toBe(claimsOf(first.AccessToken).origin_jti);
    await expect(renew(pool, first.RefreshToken)).rejects.toMatchObject(REUSED);
    const third = await renew(pool, second.RefreshToken);
    await expect(renew(pool, second.RefreshToken)).rejects.toMatchObject(REUSED);
    await expect(renew(pool, third.RefreshToken)).resolves.toBeDefined();
  });

  it('lets the old one refresh for the grace period, counted from its first use', async () => {
    const pool = await start(60);
    const { RefreshToken } = await signInAtOnce(pool);
    const first = await renew(pool, RefreshToken);
    pool.clock.advance({ seconds: 59 });
    const retried = await renew(pool, RefreshToken);
    pool.clock.advance({ seconds: 1 });
    await expect(renew(pool, RefreshToken)).rejects.toMatchObject(REUSED);
    await expect(renew(pool, first.RefreshToken)).resolves.toBeDefined();
    await expect(renew(pool, retried.RefreshToken)).resolves.toBeDefined();
  });

  it('lengthens no sign-in', async () => {
    const pool = await start(0);
    const { RefreshToken } = await signInAtOnce(pool);
    pool.clock.advance({ seconds: 3000 });
    const { RefreshToken: second } = await renew(pool, RefreshToken);
    pool.clock.advance({ seconds: 600 });
    await expect(renew(pool, second)).rejects.toThrow('Refresh Token has expired');
  });

  it('lets one of two that refresh at once win, without a grace period', async () => {
    const pool = await start(0);
    const { RefreshToken } = await signInAtOnce(pool);
    const settled = await Promise.allSettled([1, 2, 3].map(() => renew(pool, RefreshToken)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['the first', 'the last'])('ends with the sign-in, whichever token is revoked: %s', async (which) => {
    const pool = await start(60);
    const { sdk, ClientId } = pool;
    const first = await signInAtOnce(pool);
    const second = await renew(pool, first.RefreshToken);
    const Token = which === 'the first' ? first.RefreshToken : second.RefreshToken;
    await sdk.send(new RevokeTokenCommand({ ClientId, Token, RevokeAssociatedSessions: 'LINKED' }));
    for (const token of [first.RefreshToken, second.RefreshToken]) {
      await expect(renew(pool, token)).rejects.toThrow('Refresh Token has been revoked');
    }
    await expect(sdk.send(new GetUserCommand({ AccessToken: second.AccessToken }))).rejects.toThrow(
      'Access Token has been revoked',
    );
  });

  it('goes with GetTokensFromRefreshToken only', async () => {
    const pool = await start(0);
    const { RefreshToken: REFRESH_TOKEN } = await signInAtOnce(pool);
    const { sdk, ClientId } = pool;
    await expect(
      sdk.send(
        new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters: { REFRESH_TOKEN } }),
      ),
    ).rejects.toThrow('REFRESH_TOKEN_AUTH flow not enabled for this client');
  });

  it('is a setting of clients made over the API too', async () => {
    const pool = await startOpenPool();
    const { sdk, UserPoolId } = pool;
    const RefreshTokenRotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 } as const;
    const create = (more: object) =>
      sdk.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', RefreshTokenRotation, ...more }));
    const { UserPoolClient } = await create({});
    expect(UserPoolClient).toMatchObject({
      RefreshTokenRotation,
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH'],
    });
    const own = { ...pool, ClientId: UserPoolClient?.ClientId as string };
    const { RefreshToken } = await signInAtOnce(own);
    expect((await renew(own, RefreshToken)).RefreshToken).not.toBe('');
    await expect(create({ ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(create({ RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 61 } })).rejects.toThrow(
      'Member must have value less than or equal to 60',
    );
  });
});
