import { CognitoError } from '../../protocol/index.ts';

/** One page of what there is; the token is the position. */
export function page<T>(
  all: readonly T[],
  max: number,
  token: string | undefined,
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new CognitoError('InvalidParameterException', 'Invalid pagination token.');
  }
  const to = from + max;
  return { items: all.slice(from, to), ...(to < all.length && { NextToken: String(to) }) };
}
