import { randomBytes } from 'node:crypto';
import { keyedHash, sameHash } from '../../protocol/keyed-hash.ts';

const SALT_BYTES = 12;
const HASH_BYTES = 16;
const KEPT = /^([\w-]{16})\.([\w-]{22})\.([0-9a-z]{7})$/;

/** Whom a code is for. The same code for somebody else has another hash. */
export interface CodeOwner {
  readonly userPoolId: string;
  readonly userName: string;
}

const hashOf = (salt: string, { userPoolId, userName }: CodeOwner, code: string): Uint8Array =>
  keyedHash(salt, userPoolId, userName, code).subarray(0, HASH_BYTES);

/** Always as long, whatever it holds: its length must not tell a decoy. */
const write = (salt: string, hash: Uint8Array, expiresAt: number): string =>
  `${salt}.${Buffer.from(hash).toString('base64url')}.${Math.floor(expiresAt / 1000)
    .toString(36)
    .padStart(7, '0')}`;

/**
 * What may be kept of a one-time code: its salted hash, and when it expires.
 *
 * @param expiresAt milliseconds since 1970; kept to the second
 */
export function keepCode(code: string, owner: CodeOwner, expiresAt: number): string {
  const salt = randomBytes(SALT_BYTES).toString('base64url');
  return write(salt, hashOf(salt, owner, code), expiresAt);
}

/** What looks like a kept code, made of 32 bytes. No code matches it. */
export const keepNoCode = (bytes: Uint8Array, expiresAt: number): string =>
  write(
    Buffer.from(bytes.subarray(0, SALT_BYTES)).toString('base64url'),
    bytes.subarray(SALT_BYTES, SALT_BYTES + HASH_BYTES),
    expiresAt,
  );

/** Whether a kept code may still be answered. False for anything else than a kept code. */
export function isAlive(kept: string | undefined, now: number): kept is string {
  const expires = KEPT.exec(kept ?? '')?.[3];
  return expires !== undefined && now < Number.parseInt(expires, 36) * 1000;
}

/** Whether a code is the one that was kept, for this owner. In constant time. */
export function isKeptCode(kept: string, owner: CodeOwner, code: string): boolean {
  const [, salt = '', hash = ''] = KEPT.exec(kept) ?? [];
  return sameHash(hashOf(salt, owner, code), Buffer.from(hash, 'base64url'));
}
