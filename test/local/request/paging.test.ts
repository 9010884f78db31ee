import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageKey, type PageRequest, pageOf } from '../../../lib/local/request/paging.ts';

const request = (changes: Partial<PageRequest> = {}): PageRequest => ({
  ...{ list: ['ListThings', 'a pool'], size: 2, token: undefined },
  ...changes,
});

/** A list in order, whose items are their own keys. */
const from =
  (all: readonly string[]) =>
  ([after = '']: PageKey): readonly string[] =>
    all.filter((item) => item > after);
const self = (item: string): PageKey => [item];

describe('one page', () => {
  it('has a token only where there is more', () => {
    expect(pageOf(request(), from(['a', 'b', 'c']), self)).toEqual({ items: ['a', 'b'], next: expect.any(String) });
    expect(pageOf(request(), from(['a', 'b']), self)).toEqual({ items: ['a', 'b'], next: undefined });
    expect(pageOf(request(), from([]), self)).toEqual({ items: [], next: undefined });
  });

  it('reads one item beyond itself, and no more', () => {
    const read: number[] = [];
    function* numbers(): Generator<number> {
      for (let number = 1; ; number++) {
        read.push(number);
        yield number;
      }
    }
    const { items } = pageOf(request({ size: 3 }), numbers, (number) => [number]);
    expect(items).toEqual([1, 2, 3]);
    expect(read).toEqual([1, 2, 3, 4]);
  });

  it('after page gives every item once, in its order, and goes on where what it had given is gone', () => {
    const lists = fc.uniqueArray(fc.string({ minLength: 1 })).map((items) => items.sort());
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 5 }), fc.boolean(), (all, size, areDeleted) => {
        const seen: string[] = [];
        let left: readonly string[] = all;
        let token: string | undefined;
        do {
          const { items, next } = pageOf(request({ size, token }), from(left), self);
          expect(items.length).toBeLessThanOrEqual(size);
          seen.push(...items);
          if (areDeleted) left = left.filter((item) => !items.includes(item));
          token = next;
        } while (token !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });
});

describe('a token', () => {
  const given = pageOf(request({ size: 1 }), from(['zoë', 'zoё']), self).next as string;
  const refused = expect.objectContaining({ code: 'InvalidParameterException', message: 'Invalid pagination token.' });
  const take = (token: string, list = request().list) => pageOf(request({ token, list }), from(['zoë', 'zoё']), self);

  it('leads on in its own list', () => {
    expect(take(given).items).toEqual(['zoё']);
  });

  it.each([
    [['ListOthers', 'a pool']],
    [['ListThings', 'another pool']],
    [['ListThings']],
    [['ListThings', 'a pool', '']],
  ])('is refused in the list %j', (list) => {
    expect(() => take(given, list)).toThrow(refused);
  });

  it('whose place was changed is refused', () => {
    const [seal] = JSON.parse(Buffer.from(given, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify([seal, 'a'])).toString('base64url');
    expect(() => take(forged)).toThrow(refused);
  });

  it('that was never given is refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (token) => {
          expect(() => take(token)).toThrow(refused);
        },
      ),
    );
  });
});
