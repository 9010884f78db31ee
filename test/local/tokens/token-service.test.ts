import { SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../lib/local/store/store.ts';
import type { StoredUser } from '../../../lib/local/store/users.ts';
import { tokenService } from '../../../lib/local/tokens/token-service.ts';
import { exampleClient, examplePool } from '../support/example-app.ts';

const POOLS = Array.from({ length: 60 }, (_, index) => `eu-central-1_pool${index}`);
const issuerOf = (userPoolId: string): string => `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`;

const user = (userPoolId: string): StoredUser => ({
  ...{ userPoolId, userName: 'alice', attributes: { sub: 'alice' }, status: 'CONFIRMED', enabled: true },
  ...{ passwordHash: null, createdAt: 1, modifiedAt: 1 },
});

/** Tokens of sixty pools, none of which has signed anything. */
function start() {
  const store = openStore('memory');
  onTestFinished(() => store.close());
  const pools = new Set(POOLS);
  const tokens = tokenService({ store, issuerOf, hasPool: (id) => pools.has(id), now: Date.now });
  const issue = async (userPoolId: string): Promise<string> => {
    store.users.save(user(userPoolId), ['alice']);
    const owner = { pool: examplePool({ userPoolId }), client: exampleClient(), user: user(userPoolId) };
    return (await tokens.issue(owner)).AccessToken;
  };
  const withKeys = (): readonly string[] => POOLS.filter((id) => store.signingKeys.find(id, 'access') !== undefined);
  return { tokens, issue, withKeys, pools };
}

const invalid = expect.objectContaining({ code: 'NotAuthorizedException', message: 'Invalid Access Token' });

describe('an access token', () => {
  it('is verified by the key of its own pool; no other pool gets any', async () => {
    const { tokens, issue, withKeys } = start();
    const [first, last] = [POOLS[0] as string, POOLS.at(-1) as string];
    const token = await issue(last);
    expect(await tokens.verifyAccessToken(token)).toMatchObject({ userPoolId: last, userName: 'alice' });
    expect(withKeys()).toEqual([last]);
    await issue(first);
    expect(await tokens.verifyAccessToken(token)).toMatchObject({ userPoolId: last });
  });

  it('of a pool that has signed nothing, or that is gone, is refused, and makes no key', async () => {
    const { tokens, issue, withKeys, pools } = start();
    const [mine, other] = [POOLS[0] as string, POOLS[1] as string];
    const token = await issue(mine);
    const { access } = await tokens.keys.keysOf(mine);
    const claims = { iss: issuerOf(other), token_use: 'access', username: 'alice', event_id: 'e', client_id: 'c' };
    const moved = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: access.kid })
      .sign(access.privateKey);
    await expect(tokens.verifyAccessToken(moved)).rejects.toThrow(invalid);
    expect(withKeys()).toEqual([mine]);
    pools.delete(mine);
    await expect(tokens.verifyAccessToken(token)).rejects.toThrow(invalid);
  });

  it("signed by another pool's key is refused, even where it names its own", async () => {
    const { tokens, issue } = start();
    const [mine, other] = [POOLS[0] as string, POOLS[1] as string];
    await issue(mine);
    await issue(other);
    const [{ access: mineKey }, { access: otherKey }] = [
      await tokens.keys.keysOf(mine),
      await tokens.keys.keysOf(other),
    ];
    const claims = { iss: issuerOf(mine), token_use: 'access', username: 'alice', event_id: 'e', client_id: 'c' };
    for (const kid of [mineKey.kid, otherKey.kid]) {
      const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(otherKey.privateKey);
      await expect(tokens.verifyAccessToken(forged)).rejects.toThrow(invalid);
    }
  });

  it.each(['', 'a.b.c', 'e30.e30.', 'e30.eyJpc3MiOjd9.x'])('that is none is refused: %j', async (token) => {
    await expect(start().tokens.verifyAccessToken(token)).rejects.toThrow(invalid);
  });
});
