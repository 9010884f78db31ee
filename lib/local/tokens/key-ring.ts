import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { SigningKeys, TokenUse } from '../store/signing-keys.ts';

/** A pool's key for one use of tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A pool's two keys: Cognito signs ID and access tokens with different ones. */
export type PoolKeys = Readonly<Record<TokenUse, SigningKey>>;

/** The keys of every pool, made at the first use and kept. */
export interface KeyRing {
  keysOf(userPoolId: string): Promise<PoolKeys>;
  /** The keys of a pool that has signed something. None are made: what a pool without keys would verify isn't its own. */
  keysIfMade(userPoolId: string): Promise<PoolKeys | undefined>;
}

/** @param stored where the private keys stand */
export function keyRing(stored: SigningKeys): KeyRing {
  const rings = new Map<string, Promise<PoolKeys>>();
  const load = async (userPoolId: string, use: TokenUse): Promise<SigningKey> =>
    readKey(stored.find(userPoolId, use) ?? stored.keep(userPoolId, use, await makeKey()));
  const keysOf = (userPoolId: string): Promise<PoolKeys> => {
    const known = rings.get(userPoolId);
    if (known !== undefined) return known;
    const made = Promise.all([load(userPoolId, 'id'), load(userPoolId, 'access')]).then(([id, access]) => ({
      id,
      access,
    }));
    rings.set(userPoolId, made);
    // A failure is not for ever.
    made.catch(() => rings.delete(userPoolId));
    return made;
  };

  return {
    keysOf,
    async keysIfMade(userPoolId) {
      const made = rings.has(userPoolId) || stored.find(userPoolId, 'access') !== undefined;
      return made ? keysOf(userPoolId) : undefined;
    },
  };
}

async function makeKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid: randomBytes(32).toString('base64') });
}

async function readKey(text: string): Promise<SigningKey> {
  const { kid = '', kty = '', n = '', e = '', ...secret }: JWK = JSON.parse(text);
  const publicJwk: JWK = { kid, alg: 'RS256', kty, e, n, use: 'sig' };
  const [privateKey, publicKey] = await Promise.all([
    importJWK({ ...secret, kty, n, e }, 'RS256'),
    importJWK(publicJwk, 'RS256'),
  ]);
  // Only a symmetric JWK gives bytes.
  return { kid, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey, publicJwk };
}
