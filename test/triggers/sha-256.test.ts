import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../lib/triggers/sha-256.ts';

const independent = (text: string): string => createHash('sha256').update(text).digest('hex');

test('is SHA-256, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(independent(text));
    }),
  );
});

test('is SHA-256 at each length around its blocks', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'a'.repeat(length);
    expect(sha256(text)).toBe(independent(text));
  }
});
