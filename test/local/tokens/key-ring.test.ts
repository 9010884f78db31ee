import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SigningKeys } from '../../../lib/local/store/signing-keys.ts';

/** Keys that are kept as long as the test. */
function kept(): SigningKeys {
  const keys = new Map<string, string>();
  const nameOf = (userPoolId: string, use: string): string => `${userPoolId} ${use}`;
  return {
    find: (userPoolId, use) => keys.get(nameOf(userPoolId, use)),
    keep(userPoolId, use, privateKey) {
      keys.set(nameOf(userPoolId, use), privateKey);
      return privateKey;
    },
  };
}

// Other tests are given keys; these ones are about how keys are made.
beforeAll(() => {
  vi.doUnmock('jose');
  vi.resetModules();
});
afterAll(() => vi.resetModules());

const ring = async (stored: SigningKeys) => (await import('../../../lib/local/tokens/key-ring.ts')).keyRing(stored);

test('each pool has two RSA keys of 2048 bits of its own, one a use of tokens', async () => {
  const keys = await ring(kept());
  const pools = [await keys.keysOf('eu-central-1_a'), await keys.keysOf('eu-central-1_b')];

  const all = pools.flatMap(({ id, access }) => [id.publicJwk, access.publicJwk]);
  expect(new Set(all.map(({ n }) => n)).size).toBe(4);
  expect(new Set(all.map(({ kid }) => kid)).size).toBe(4);
  for (const key of all) {
    expect(key).toEqual({ kid: expect.any(String), alg: 'RS256', kty: 'RSA', use: 'sig', e: 'AQAB', n: key.n });
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' });
    expect({ asymmetricKeyType, ...asymmetricKeyDetails }).toMatchObject({
      asymmetricKeyType: 'rsa',
      modulusLength: 2048,
    });
  }
});

test('a key that is stored is taken, not made again', async () => {
  const stored = kept();
  const { id, access } = await (await ring(stored)).keysOf('eu-central-1_a');

  const again = await (await ring(stored)).keysOf('eu-central-1_a');

  expect(again.id.publicJwk).toEqual(id.publicJwk);
  expect(again.access.publicJwk).toEqual(access.publicJwk);
});
