import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claimsOf, ResponseError } from '../../lib/client/index.ts';
import { tokenOf } from './support/scripted-cognito.ts';

test('reads back whatever claims were written, in any script', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), (claims) => {
      const written = JSON.parse(JSON.stringify(claims));

      expect(claimsOf(tokenOf(written))).toEqual(written);
    }),
  );
});

test('reads claims whose bytes are not of the alphabet alone', () => {
  expect(claimsOf(tokenOf({ name: 'Zoë 🦉', more: '??>>~~' }))).toEqual({ name: 'Zoë 🦉', more: '??>>~~' });
});

const partOf = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');
test.each([
  '',
  'no token',
  'a.b',
  'a.!.c',
  'a..c',
  `a.${partOf('null')}.c`,
  `a.${partOf('5')}.c`,
  `a.${partOf('"the-secret"')}.c`,
  `a.${partOf('{"the-secret":')}.c`,
  `a.${partOf(Uint8Array.of(34, 255, 34))}.c`,
  undefined as unknown as string,
])('what is no token is a ResponseError that tells nothing of it: %j', (text) => {
  const error = (() => {
    try {
      return claimsOf(text);
    } catch (caught) {
      return caught as Error;
    }
  })();

  expect(error).toBeInstanceOf(ResponseError);
  expect(`${error} ${(error as Error).cause}`).not.toContain('secret');
});
