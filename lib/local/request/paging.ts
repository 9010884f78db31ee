import { createHash } from 'node:crypto';
import { type CognitoError, invalidParameter } from '../../protocol/index.ts';

/** Where an item stands in its list: what comes after it has a greater key, even once the item itself is gone. */
export type PageKey = readonly (string | number)[];

/** What a request asks of a list. */
export interface PageRequest {
  /** The list: the operation, and what of the request says which items are in it. A token leads on in its own list only. */
  readonly list: readonly string[];
  readonly size: number;
  /** What the client sent of the page before. */
  readonly token: string | undefined;
}

/** One page, and the token by which a client asks for the next one; undefined where there is no more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** What is said of a token that isn't this list's. Cognito's own text isn't documented. */
export const invalidToken = (): CognitoError => invalidParameter('Invalid pagination token.');

/**
 * One page of a list. Nothing is read beyond it but whether there is more.
 *
 * @param itemsAfter what stands after a key, in order; all where there is none
 * @throws CognitoError InvalidParameterException for a token of another list, or that is none
 * @example
 * pageOf({ list: ['ListGroups', userPoolId], size: 60, token }, ([name = '']) => groupsAfter(name), ({ name }) => [name]);
 */
export function pageOf<T>(
  { list, size, token }: PageRequest,
  itemsAfter: (key: PageKey) => Iterable<T>,
  keyOf: (item: T) => PageKey,
): Page<T> {
  const page: T[] = [];
  for (const item of itemsAfter(token === undefined ? [] : keyIn(token, list))) {
    const last = page.at(-1);
    if (page.length === size && last !== undefined) return { items: page, next: tokenOf(list, keyOf(last)) };
    page.push(item);
  }
  return { items: page, next: undefined };
}

/** Opaque to clients: the key, and what ties it to its list. */
const tokenOf = (list: readonly string[], key: PageKey): string =>
  Buffer.from(JSON.stringify([sealOf(list, key), ...key])).toString('base64url');

const sealOf = (list: readonly string[], key: PageKey): string =>
  createHash('sha256')
    .update(JSON.stringify([list, key]))
    .digest('base64url');

function keyIn(token: string, list: readonly string[]): PageKey {
  try {
    const [seal, ...key] = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (key.length > 0 && seal === sealOf(list, key)) return key;
  } catch {}
  throw invalidToken();
}
