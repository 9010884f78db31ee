import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { exampleClient, examplePool } from '../local/support/example-app.ts';
import { signInByCode } from '../local/support/sign-in.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

const refresh = ({ sdk, ClientId }: TestPool, REFRESH_TOKEN: string) =>
  sdk.send(new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters: { REFRESH_TOKEN } }));

const getUser = ({ sdk }: TestPool, AccessToken: string) => sdk.send(new GetUserCommand({ AccessToken }));

describe('tokens', () => {
  it("carry Cognito's claims, and no others", async () => {
    const pool = await startTestPool();
    const { AccessToken, IdToken } = await signInByCode(pool);
    const now = Math.floor(pool.clock.now() / 1000);
    const id = claimsOf(IdToken);
    const access = claimsOf(AccessToken);
    const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const issuer = `https://cognito-idp.eu-central-1.amazonaws.com/${pool.UserPoolId}`;
    const common = { sub: uuid, iss: issuer, origin_jti: uuid, event_id: uuid, auth_time: now, iat: now, jti: uuid };
    expect(id).toEqual({
      ...common,
      aud: pool.ClientId,
      token_use: 'id',
      exp: now + 3600,
      'cognito:username': id.sub,
      email: 'alice@example.com',
      email_verified: true,
    });
    expect(access).toEqual({
      ...common,
      client_id: pool.ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      exp: now + 3600,
      username: access.sub,
    });
    expect(access.event_id).toBe(id.event_id);
    expect(access.origin_jti).toBe(id.origin_jti);
    expect(access.jti).not.toBe(id.jti);
  });

  it('are signed with a key for each use, and say with which', async () => {
    const { AccessToken, IdToken } = await signInByCode(await startTestPool());
    const headers = [AccessToken, IdToken].map((token) =>
      JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()),
    );
    expect(headers.map(({ alg }) => alg)).toEqual(['RS256', 'RS256']);
    expect(headers[0].kid).not.toBe(headers[1].kid);
  });

  it('carry only the attributes that the client may read', async () => {
    const { IdToken } = await signInByCode(await startTestPool({ client: { readAttributes: ['email_verified'] } }));
    expect(claimsOf(IdToken)).not.toHaveProperty('email');
    expect(claimsOf(IdToken)).toHaveProperty('email_verified', true);
  });

  it('carry no jti where the client has no token revocation', async () => {
    const { AccessToken } = await signInByCode(await startTestPool({ client: { enableTokenRevocation: false } }));
    expect(claimsOf(AccessToken)).not.toHaveProperty('jti');
    expect(claimsOf(AccessToken)).not.toHaveProperty('origin_jti');
  });
});

describe('a refresh token', () => {
  it.each([
    ['InitiateAuth', refresh],
    [
      'GetTokensFromRefreshToken',
      ({ sdk, ClientId }: TestPool, RefreshToken: string) =>
        sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken })),
    ],
  ])('gives new tokens of the same sign-in by %s', async (_, renew) => {
    const pool = await startTestPool();
    const first = await signInByCode(pool);
    pool.clock.advance({ minutes: 50 });
    const { AuthenticationResult } = await renew(pool, first.RefreshToken);
    expect(AuthenticationResult).not.toHaveProperty('RefreshToken');
    const [before, after] = [claimsOf(first.AccessToken), claimsOf(AuthenticationResult?.AccessToken as string)];
    for (const kept of ['sub', 'auth_time', 'origin_jti', 'event_id']) expect(after[kept]).toBe(before[kept]);
    expect(after.jti).not.toBe(before.jti);
    expect(after.exp).toBe((before.exp as number) + 3000);
  });

  it('expires as the client is set', async () => {
    const pool = await startTestPool({ client: { refreshTokenValidity: 3600 } });
    const { RefreshToken } = await signInByCode(pool);
    pool.clock.advance({ seconds: 3599 });
    await expect(refresh(pool, RefreshToken)).resolves.toBeDefined();
    pool.clock.advance({ seconds: 1 });
    await expect(refresh(pool, RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has expired',
    });
  });

  it.each(['eyJjdHkiOiJKV1QifQ.a.b.c.d', 'nonsense'])('that nobody issued is refused: %s', async (token) => {
    await expect(refresh(await startTestPool(), token)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Invalid Refresh Token',
    });
  });

  it('is good for its client only', async () => {
    const other = exampleClient({ clientId: 'another7client' });
    const pool = await startTestPool({ moreClients: [other] });
    const { RefreshToken } = await signInByCode(pool);
    await expect(refresh({ ...pool, ClientId: other.clientId }, RefreshToken)).rejects.toThrow('Invalid Refresh Token');
  });

  it('is refused for a user that was disabled, and for one that is gone', async () => {
    const pool = await startTestPool();
    const account = { UserPoolId: pool.UserPoolId, Username: 'alice@example.com' };
    const { RefreshToken } = await signInByCode(pool);
    await pool.sdk.send(new AdminDisableUserCommand(account));
    await expect(refresh(pool, RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await pool.sdk.send(new AdminEnableUserCommand(account));
    const again = await signInByCode(pool);
    await pool.sdk.send(new AdminDeleteUserCommand(account));
    await expect(refresh(pool, again.RefreshToken)).rejects.toThrow('Invalid Refresh Token');
  });

  it('needs the secret of a client that has one', async () => {
    const clientSecret = '1example2secret3example4secret5';
    const pool = await startTestPool({ moreClients: [exampleClient({ clientId: 'confidential', clientSecret })] });
    const get = (ClientSecret?: string) =>
      pool.sdk.send(
        new GetTokensFromRefreshTokenCommand({ ClientId: 'confidential', RefreshToken: 'a.b.c.d.e', ClientSecret }),
      );
    await expect(get()).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(get('another4secret')).rejects.toThrow('Unable to verify client secret');
    await expect(get(clientSecret)).rejects.toThrow('Invalid Refresh Token');
  });
});

describe('the tokens of a user that was disabled', () => {
  it('stay revoked when the user is enabled again', async () => {
    const pool = await startTestPool();
    const account = { UserPoolId: pool.UserPoolId, Username: 'alice@example.com' };
    const { AccessToken, RefreshToken } = await signInByCode(pool);
    await pool.sdk.send(new AdminDisableUserCommand(account));
    await pool.sdk.send(new AdminEnableUserCommand(account));
    await expect(getUser(pool, AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    });
    await expect(refresh(pool, RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked',
    });
  });

  it('are refused where they were issued just after', async () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:tokens';
    const account = { UserPoolId: examplePool().userPoolId, Username: 'alice@example.com' };
    const pool: TestPool = await startTestPool({
      pool: { lambdaConfig: { ...examplePool().lambdaConfig, PreTokenGeneration: arn } },
      functions: {
        [arn]: async (event) => {
          await pool.sdk.send(new AdminDisableUserCommand(account));
          return event;
        },
      },
    });
    const { AccessToken, RefreshToken } = await signInByCode(pool);
    const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' };
    await expect(getUser(pool, AccessToken)).rejects.toMatchObject(disabled);
    await expect(refresh(pool, RefreshToken)).rejects.toMatchObject(disabled);
  });
});

describe('RevokeToken', () => {
  it('ends the sign-in: its refresh token and its access tokens', async () => {
    const pool = await startTestPool();
    const { RefreshToken, AccessToken } = await signInByCode(pool);
    const other = await signInByCode(pool);
    await pool.sdk.send(new RevokeTokenCommand({ ClientId: pool.ClientId, Token: RefreshToken }));
    await expect(refresh(pool, RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(getUser(pool, AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    });
    await expect(getUser(pool, other.AccessToken)).resolves.toBeDefined();
  });

  it('takes no access token, and no token of another client', async () => {
    const other = exampleClient({ clientId: 'another7client' });
    const pool = await startTestPool({ moreClients: [other] });
    const { RefreshToken, AccessToken } = await signInByCode(pool);
    const revoke = (Token: string, ClientId = pool.ClientId) =>
      pool.sdk.send(new RevokeTokenCommand({ ClientId, Token }));
    await expect(revoke(AccessToken)).rejects.toMatchObject({ name: 'UnsupportedTokenTypeException' });
    await expect(revoke(RefreshToken, other.clientId)).rejects.toMatchObject({ name: 'UnauthorizedException' });
    await expect(refresh(pool, RefreshToken)).resolves.toBeDefined();
  });

  it('has nothing to do for a token that is not known', async () => {
    const pool = await startTestPool();
    await expect(
      pool.sdk.send(new RevokeTokenCommand({ ClientId: pool.ClientId, Token: 'a.b.c.d.e' })),
    ).resolves.toBeDefined();
  });

  it('is refused where the client has no token revocation', async () => {
    const pool = await startTestPool({ client: { enableTokenRevocation: false } });
    const { RefreshToken } = await signInByCode(pool);
    await expect(
      pool.sdk.send(new RevokeTokenCommand({ ClientId: pool.ClientId, Token: RefreshToken })),
    ).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });
});

describe('GlobalSignOut', () => {
  it('ends every sign-in of the user, and leaves those of others', async () => {
    const pool = await startTestPool({ seed: [{ username: 'alice@example.com' }, { username: 'bob@example.com' }] });
    const [first, second] = [await signInByCode(pool), await signInByCode(pool)];
    const bob = await signInByCode(pool, 'bob@example.com');
    await pool.sdk.send(new GlobalSignOutCommand({ AccessToken: first.AccessToken }));
    for (const { RefreshToken, AccessToken } of [first, second]) {
      // aws-amplify/amplify-swift#3344, aws/aws-sdk-net#1936
      await expect(refresh(pool, RefreshToken)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Refresh Token has been revoked',
      });
      await expect(getUser(pool, AccessToken)).rejects.toThrow('Access Token has been revoked');
    }
    await expect(getUser(pool, bob.AccessToken)).resolves.toBeDefined();
    const third = await signInByCode(pool);
    await expect(getUser(pool, third.AccessToken)).resolves.toBeDefined();
  });
});

describe('GetUser', () => {
  it('gives the attributes that the client may read', async () => {
    const pool = await startTestPool({ client: { readAttributes: ['email'] } });
    const { AccessToken } = await signInByCode(pool);
    const { Username, UserAttributes } = await getUser(pool, AccessToken);
    expect(UserAttributes).toEqual([
      { Name: 'sub', Value: Username },
      { Name: 'email', Value: 'alice@example.com' },
    ]);
  });

  it('refuses an access token that has expired', async () => {
    const pool = await startTestPool();
    const { AccessToken } = await signInByCode(pool);
    pool.clock.advance({ hours: 1, seconds: 1 });
    await expect(getUser(pool, AccessToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Access Token has expired',
    });
  });

  it('refuses an ID token, a forged token, an unsigned one, and nonsense', async () => {
    const pool = await startTestPool();
    const { AccessToken, IdToken } = await signInByCode(pool);
    const [header, claims, signature = ''] = AccessToken.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claimsOf(AccessToken), username: 'bob' })).toString('base64url');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const kid = JSON.parse(Buffer.from(header ?? '', 'base64url').toString()).kid;
    const key = new Uint8Array(32);
    const symmetric = await new SignJWT(claimsOf(AccessToken)).setProtectedHeader({ alg: 'HS256', kid }).sign(key);
    const forged = [
      IdToken,
      `${header}.${changed}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -8)}AAAAAAAA`,
      `${unsigned}.${claims}.`,
      symmetric,
      'nonsense',
    ];
    for (const token of forged) {
      await expect(getUser(pool, token)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Invalid Access Token',
      });
    }
  });

  it("refuses another pool's token", async () => {
    const pools = [await startTestPool(), await startTestPool()] as const;
    const { AccessToken } = await signInByCode(pools[0]);
    await expect(getUser(pools[1], AccessToken)).rejects.toThrow('Invalid Access Token');
  });

  it('refuses the token of a user that was deleted', async () => {
    const pool = await startTestPool();
    const { AccessToken } = await signInByCode(pool);
    const { UserPoolId } = pool;
    await pool.sdk.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'alice@example.com' }));
    await expect(getUser(pool, AccessToken)).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    });
  });
});
