import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameReader } from '../../../lib/local/host/frames.ts';

const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 10 });

describe('FrameReader', () => {
  it('gives every text back, however the stream cuts it', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, cuts) => {
        const received: string[] = [];
        const reader = new FrameReader((text) => received.push(text));
        let rest = Buffer.concat(sent.map(encodeFrame));
        for (let cut = 0; rest.length > 0; cut++) {
          const length = cuts[cut % cuts.length] ?? 1;
          expect(reader.push(rest.subarray(0, length))).toBe(true);
          rest = rest.subarray(length);
        }
        expect(received).toEqual(sent);
      }),
    );
  });

  it('refuses what announces more than Lambda would answer', () => {
    const reader = new FrameReader(() => {});

    expect(reader.push(Buffer.from('no frame at all'))).toBe(false);
  });
});
