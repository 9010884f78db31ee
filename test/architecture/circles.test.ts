import { describe, expect, test } from 'vitest';
import { circlesIn } from './circles.ts';

const graphOf = (imports: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(imports));

describe('circles', () => {
  test('are none where imports run one way, though they meet again', () => {
    expect(circlesIn(graphOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['elsewhere'] }))).toEqual([]);
  });

  test.each([
    ['of two', { a: ['b'], b: ['a'] }, [['a', 'b']]],
    ['of three, reached from outside', { z: ['b'], b: ['c'], c: ['a'], a: ['b'] }, [['a', 'b', 'c']]],
    ['of one that imports itself', { a: ['a'], b: ['a'] }, [['a']]],
    [
      'two, one of which leads to the other',
      { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
      [
        ['c', 'd'],
        ['a', 'b'],
      ],
    ],
    ['two that share a file are one', { a: ['b', 'c'], b: ['a'], c: ['a'] }, [['a', 'b', 'c']]],
  ])('are found: %s', (_case, imports, circles) => {
    expect(circlesIn(graphOf(imports))).toEqual(circles);
  });
});
