import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64Of, base64urlOf, bytesOfBase64 } from '../../lib/protocol/base64.ts';
import { bytesOfBase64url } from '../../lib/protocol/decode-base64url.ts';

test('bytes are written as Node writes them, and read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(base64Of(bytes)).toBe(buffer.toString('base64'));
      expect(base64urlOf(bytes)).toBe(buffer.toString('base64url'));
      expect([...bytesOfBase64(base64Of(bytes))]).toEqual([...bytes]);
      expect([...bytesOfBase64url(base64urlOf(bytes))]).toEqual([...bytes]);
    }),
  );
});

test('base64url is read with padding too', () => {
  expect([...bytesOfBase64url('-_8=')]).toEqual([251, 255]);
  expect([...bytesOfBase64url('-_8')]).toEqual([251, 255]);
});

test.each(['a', '!', 'ab!d'])('what is neither throws: %j', (text) => {
  expect(() => bytesOfBase64(text)).toThrow(DOMException);
  expect(() => bytesOfBase64url(text)).toThrow(SyntaxError);
});

test('base64 has no place for the marks of base64url', () => {
  expect(() => bytesOfBase64('-_8=')).toThrow(DOMException);
});
