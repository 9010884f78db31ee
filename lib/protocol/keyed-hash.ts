import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * HMAC-SHA256 of a list of texts. No two lists hash the same bytes: `['ab', 'c']` is not `['a', 'bc']`.
 *
 * @example
 * keyedHash(salt, userPoolId, userName, code).toString('base64url');
 */
export const keyedHash = (key: string | Uint8Array, ...texts: readonly string[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(texts)).digest();

/** Whether two hashes are equal. Takes the same time wherever they differ; only their length may show. */
export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
