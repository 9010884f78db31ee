import { createHash, randomBytes } from 'node:crypto';

/** A refresh token, and what of it may be kept. */
export interface RefreshToken {
  readonly token: string;
  readonly hash: Uint8Array;
}

const HEADER = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url');

/** The bytes of encrypted key, nonce, ciphertext and tag, as in Cognito's. */
const PARTS = [256, 12, 512, 16] as const;

/** Makes a refresh token: random, in the five parts of the encrypted JWT that Cognito's is. */
export function makeRefreshToken(): RefreshToken {
  const token = [HEADER, ...PARTS.map((length) => randomBytes(length).toString('base64url'))].join('.');
  return { token, hash: hashRefreshToken(token) };
}

/** A random token of this length needs no salt, and no slow hash. */
export const hashRefreshToken = (token: string): Uint8Array => createHash('sha256').update(token).digest();

/** Whether a text has a refresh token's look: five parts, where a signed token has three. */
export const isRefreshToken = (token: string): boolean => token.split('.').length === 5;
