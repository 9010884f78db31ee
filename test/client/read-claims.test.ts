import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsOf } from '../../lib/client/index.ts';
import { tokenOf } from './support/scripted-cognito.ts';

test('reads back whatever claims were written, in any script', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (claims) => {
      const written = JSON.parse(JSON.stringify(claims));

      expect(claimsOf(tokenOf(written))).toEqual(written);
    }),
  );
});

test.each(['', 'no token', 'a.b', 'a.!.c'])('throws a SyntaxError on what is no token: %j', (text) => {
  expect(() => claimsOf(text)).toThrow();
});
