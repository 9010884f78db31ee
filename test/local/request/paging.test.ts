import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameToken, page, pageOf, readNameToken } from '../../../lib/local/request/paging.ts';

describe('one page', () => {
  it('has a token only where there is more', () => {
    const token = (last: string): string => `after ${last}`;
    expect(pageOf(['a', 'b', 'c'], 2, token)).toEqual({ items: ['a', 'b'], next: 'after b' });
    expect(pageOf(['a', 'b'], 2, token)).toEqual({ items: ['a', 'b'], next: undefined });
    expect(pageOf([], 2, token)).toEqual({ items: [], next: undefined });
  });

  it('reads one item beyond itself, and no more', () => {
    const read: number[] = [];
    function* numbers(): Generator<number> {
      for (let number = 1; ; number++) {
        read.push(number);
        yield number;
      }
    }
    expect(pageOf(numbers(), 3, String)).toEqual({ items: [1, 2, 3], next: '3' });
    expect(read).toEqual([1, 2, 3, 4]);
  });

  it('after page gives every item once, in its order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), (all, size) => {
        const seen: number[] = [];
        let token: string | undefined;
        do {
          const { items, NextToken } = page(all, size, token);
          expect(items.length).toBeLessThanOrEqual(size);
          seen.push(...items);
          token = NextToken;
        } while (token !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });
});

describe('a token', () => {
  it('of a name leads back to it', () => {
    expect(readNameToken(nameToken('zoë'))).toBe('zoë');
    expect(readNameToken(undefined)).toBe('');
  });

  it.each(['', 'no token', nameToken('alice').slice(1), Buffer.from('[2,"alice"]').toString('base64url')])(
    'that Cognito never gave is refused: %s',
    (token) => {
      expect(() => readNameToken(token)).toThrow(
        expect.objectContaining({ code: 'InvalidParameterException', message: 'Invalid pagination token.' }),
      );
    },
  );

  it.each(['-1', '1.5', 'x'])('that is no position is refused: %s', (token) => {
    expect(() => page([1, 2, 3], 1, token)).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
  });
});
