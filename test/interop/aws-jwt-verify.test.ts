import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { type Jwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { describe, expect, it } from 'vitest';
import { signInByCode } from '../local/support/sign-in.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const fetchJwks = async ({ local }: TestPool): Promise<Jwks> =>
  (await (await fetch(local.config().jwks as string)).json()) as Jwks;

describe('aws-jwt-verify', () => {
  it('verifies both tokens with the keys from here', async () => {
    const pool = await startTestPool({ now: Date.now });
    const { IdToken, AccessToken } = await signInByCode(pool);
    const jwks = await fetchJwks(pool);
    for (const [tokenUse, token] of [
      ['id', IdToken],
      ['access', AccessToken],
    ] as const) {
      const verifier = CognitoJwtVerifier.create({
        userPoolId: pool.UserPoolId,
        clientId: pool.ClientId,
        tokenUse,
      });
      verifier.cacheJwks(jwks);
      expect(await verifier.verify(token)).toMatchObject({ token_use: tokenUse });
      const other = tokenUse === 'id' ? AccessToken : IdToken;
      await expect(verifier.verify(other)).rejects.toThrow('Token use not allowed');
    }
  });

  it('fetches the keys by itself, by a fetcher that allows http', async () => {
    const pool = await startTestPool({ now: Date.now });
    const { AccessToken } = await signInByCode(pool);
    const fetcher = { fetch: async () => (await fetch(pool.local.config().jwks as string)).arrayBuffer() };
    const verifier = CognitoJwtVerifier.create(
      { userPoolId: pool.UserPoolId, clientId: pool.ClientId, tokenUse: 'access' },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    expect((await verifier.verify(AccessToken)).sub).toBeDefined();
  });

  it('refuses tokens of another pool with the same id', async () => {
    const [pool, other] = [await startTestPool({ now: Date.now }), await startTestPool({ now: Date.now })];
    const { AccessToken } = await signInByCode(other);
    const verifier = CognitoJwtVerifier.create({
      userPoolId: pool.UserPoolId,
      clientId: pool.ClientId,
      tokenUse: 'access',
    });
    verifier.cacheJwks(await fetchJwks(pool));
    await expect(verifier.verify(AccessToken)).rejects.toThrow();
  });
});

it('says another issuer where told to, in tokens and in discovery', async () => {
  const pool = await startTestPool({ issuer: 'local' });
  const { IdToken } = await signInByCode(pool);
  const { iss } = JSON.parse(Buffer.from(IdToken.split('.')[1] ?? '', 'base64url').toString());
  expect(iss).toBe(`${pool.local.endpoint}/${pool.UserPoolId}`);
  const discovery = await (await fetch(`${iss}/.well-known/openid-configuration`)).json();
  expect(discovery).toMatchObject({ issuer: iss, jwks_uri: `${iss}/.well-known/jwks.json` });
});
