import { base64Of, bytesOfBase64 } from '../base64.ts';
import { g, k, modulo, N } from './group.ts';
import { integerOfBytes, joined, paddedBytes } from './integer.ts';
import type { Power } from './power.ts';

/** Whose password it is. For a device: its group key, its key, and the random password it keeps. */
export interface Credentials {
  /** What follows the `_` in the pool's id; a device's group key. */
  readonly poolName: string;
  /** USER_ID_FOR_SRP, never an alias; a device's key. */
  readonly userId: string;
  readonly password: string;
}

const encode = (text: string) => new TextEncoder().encode(text);

const hash = async (...parts: readonly Uint8Array[]) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));

const mac = async (key: Uint8Array<ArrayBuffer>, ...parts: readonly Uint8Array[]) => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, joined(...parts)));
};

/** x: what only the password's owner can compute. */
async function privateKeyOf({ poolName, userId, password }: Credentials, salt: bigint): Promise<bigint> {
  const inner = await hash(encode(`${poolName}${userId}:${password}`));
  return integerOfBytes(await hash(paddedBytes(salt), inner));
}

/** v: what the pool keeps instead of the password. */
export const verifierOf = async (credentials: Credentials, salt: bigint, power: Power): Promise<bigint> =>
  power(g, await privateKeyOf(credentials, salt));

/** A of a client's secret a; what goes out as SRP_A, in hexadecimal. */
export const publicKeyOf = (secret: bigint, power: Power): bigint => power(g, secret);

/** B of a pool's secret b. */
export const challengeOf = (secret: bigint, verifier: bigint, power: Power): bigint =>
  modulo(k * verifier + power(g, secret));

/** u. Zero is an attack: nobody may go on with it. */
const scramblerOf = async (A: bigint, B: bigint): Promise<bigint> =>
  integerOfBytes(await hash(paddedBytes(A), paddedBytes(B)));

/** The key both sides end with, if they know the same password. */
async function sharedKey(scrambler: bigint, secret: bigint): Promise<Uint8Array<ArrayBuffer>> {
  const key = await mac(paddedBytes(scrambler), paddedBytes(secret));
  return (await mac(key, encode('Caldera Derived Key\u0001'))).slice(0, 16);
}

/** Thrown where the other side's public key is zero modulo N, or the scrambler is zero: it would make any password right. */
export class UnsafeKeyError extends Error {
  override readonly name = 'UnsafeKeyError';
  readonly code = 'unsafe-key';
}

/** The client's key, from its secret a, what PASSWORD_VERIFIER brought, and the A that went out. */
export async function clientKey(
  secret: bigint,
  { salt, B }: { readonly salt: bigint; readonly B: bigint },
  credentials: Credentials,
  power: Power,
  A = publicKeyOf(secret, power),
): Promise<Uint8Array<ArrayBuffer>> {
  const u = await scramblerOf(A, B);
  if (modulo(B) === 0n || u === 0n) throw new UnsafeKeyError('the pool sent a key that would make any password right');
  const x = await privateKeyOf(credentials, salt);
  return sharedKey(u, power(modulo(B - k * power(g, x)), secret + u * x));
}

/**
 * The pool's key, from its secret b, the verifier it keeps and the client's A.
 *
 * @param B what went out as SRP_B. @default - computed again
 */
export async function poolKey(
  secret: bigint,
  verifier: bigint,
  A: bigint,
  power: Power,
  B = challengeOf(secret, verifier, power),
): Promise<Uint8Array<ArrayBuffer>> {
  const u = await scramblerOf(A, B);
  if (modulo(A) === 0n || u === 0n)
    throw new UnsafeKeyError('the client sent a key that would make any password right');
  return sharedKey(u, power(modulo(A * power(verifier, u)), secret));
}

/** PASSWORD_CLAIM_SIGNATURE, in base64. */
export async function claimSignature(
  key: Uint8Array<ArrayBuffer>,
  { poolName, userId }: Omit<Credentials, 'password'>,
  secretBlock: string,
  timestamp: string,
): Promise<string> {
  const block = bytesOfBase64(secretBlock);
  const signature = await mac(key, encode(poolName + userId), block, encode(timestamp));
  return base64Of(signature);
}

/** A fresh secret of 256 bits: twice the strength of the group. */
export const freshSecret = (): bigint => integerOfBytes(crypto.getRandomValues(new Uint8Array(32))) % N;
