import { base64urlOf } from '../base64.ts';
import { N } from './group.ts';
import { integerOfBytes } from './integer.ts';
import type { Power } from './power.ts';

/** The part of `node:crypto` that this takes. */
export interface NativeCrypto<Key> {
  readonly constants: { readonly RSA_NO_PADDING: number };
  createPublicKey(input: { key: { kty: 'RSA'; n: string; e: string }; format: 'jwk' }): Key;
  publicEncrypt(options: { key: Key; padding: number }, data: Uint8Array): Uint8Array;
}

const LENGTH = 384;

const bytesOf = (integer: bigint, length: number): Uint8Array => {
  const hex = integer.toString(16).padStart(length * 2, '0');
  return Uint8Array.from(hex.match(/../g) as string[], (byte) => Number.parseInt(byte, 16));
};

/** An integer as a JSON Web Key has it. */
const jwkInteger = (integer: bigint): string =>
  base64urlOf(bytesOf(integer, Math.ceil(integer.toString(16).length / 2)));

/**
 * By OpenSSL: RSA without padding is base^exponent mod N, for any N. Ten times as fast as BigInt.
 * (`createDiffieHellman` tests the prime for more than a second.)
 */
export const nativePower = <Key>({ createPublicKey, publicEncrypt, constants }: NativeCrypto<Key>): Power => {
  const n = jwkInteger(N);
  const odd: Power = (base, exponent) => {
    const key = createPublicKey({ key: { kty: 'RSA', n, e: jwkInteger(exponent) }, format: 'jwk' });
    return integerOfBytes(publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytesOf(base, LENGTH)));
  };
  return (base, exponent) => {
    // OpenSSL takes odd exponents from 3 on.
    if (exponent < 3n) return base ** exponent % N;
    return exponent % 2n ? odd(base, exponent) : (odd(base, exponent - 1n) * base) % N;
  };
};
