import { type CognitoError, invalidParameter } from '../../protocol/index.ts';

/** One page, and the token by which a client asks for the next one; undefined where there is no more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

const invalidToken = (): CognitoError => invalidParameter('Invalid pagination token.');

/**
 * The first page of what comes. Nothing is read beyond it but whether there is more.
 *
 * @param items what stands after the token that the client sent
 * @param tokenAfter the token that leads to what stands after this item
 */
export function pageOf<T>(items: Iterable<T>, size: number, tokenAfter: (last: T) => string): Page<T> {
  const page: T[] = [];
  for (const item of items) {
    const last = page.at(-1);
    if (page.length === size && last !== undefined) return { items: page, next: tokenAfter(last) };
    page.push(item);
  }
  return { items: page, next: undefined };
}

/** One page of a list whose tokens are positions, as `NextToken` gives it. */
export function page<T>(
  all: readonly T[],
  size: number,
  token: string | undefined,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) throw invalidToken();
  const { items, next } = pageOf(all.slice(from), size, () => String(from + size));
  return { items, ...(next !== undefined && { NextToken: next }) };
}

/** A token that leads to what stands after a name. Opaque to clients. */
export const nameToken = (name: string): string => Buffer.from(JSON.stringify([1, name])).toString('base64url');

/**
 * The name of a token; without one the empty name, which stands before all others.
 *
 * @throws CognitoError InvalidParameterException
 */
export function readNameToken(token: string | undefined): string {
  if (token === undefined) return '';
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts[0] === 1 && typeof parts[1] === 'string') return parts[1];
  } catch {}
  throw invalidToken();
}
