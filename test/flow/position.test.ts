import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Extra, readMetadata, readPosition, writeMetadata, writePosition } from '../../lib/flow/index.ts';

const picks = fc.array(fc.string(), { maxLength: 3 });

describe('metadata', () => {
  test('is read as it was written', () => {
    const metadata = fc.record(
      {
        ...{ name: fc.string({ minLength: 1 }), index: fc.nat(), picks, state: fc.string() },
        after: fc.constantFrom<Extra>('resend', 'back', 'skip'),
      },
      { requiredKeys: ['name', 'index', 'picks'] },
    );
    fc.assert(fc.property(metadata, (each) => void expect(readMetadata(writeMetadata(each))).toEqual(each)));
  });

  test('is short', () => {
    expect(writeMetadata({ name: 'emailOtp', index: 0, picks: [] })).toBe('[1,"emailOtp",0,[]]');
  });

  test.each([
    undefined,
    null,
    5,
    '',
    '{}',
    '[',
    '[]',
    '[1,"code",0]',
    '[2,"code",0,[]]',
    '[1,"",0,[]]',
    '[1,5,0,[]]',
    '[1,"code",-1,[]]',
    '[1,"code",0.5,[]]',
    '[1,"code","0",[]]',
    '[1,"code",0,"x"]',
    '[1,"code",0,[1]]',
    '[1,"code",0,[],5]',
    '[1,"code",0,[],"a","b"]',
    '[1,"code",0,[],null]',
    '[1,"code",0,[],5,"back"]',
    '[1,"code",0,[],null,null]',
    '[1,"code",0,[],"a","resend","skip"]',
    `[1,"code",0,[],"${'x'.repeat(5000)}"]`,
  ])('is none: %s', (text) => {
    expect(readMetadata(text)).toBeUndefined();
  });
});

describe('a position', () => {
  test('is read as it was written', () => {
    const position = fc.record({
      name: fc.string(),
      progress: fc.record({
        password: fc.constantFrom('absent' as const, 'begun' as const, 'passed' as const),
        rounds: fc.array(fc.constantFrom({ passed: true }, { passed: false }, { passed: false, skipped: true }), {
          maxLength: 20,
        }),
        picks,
      }),
    });
    fc.assert(fc.property(position, (each) => void expect(readPosition(writePosition(each))).toEqual(each)));
  });

  test.each([
    undefined,
    null,
    '',
    '[]',
    '[2,"code",0,"",[]]',
    '[1,5,0,"",[]]',
    '[1,"code",3,"",[]]',
    '[1,"code","length","",[]]',
    '[1,"code","at","",[]]',
    '[1,"code",0,"3",[]]',
    '[1,"code",0,5,[]]',
    '[1,"code",0,"",{}]',
    `[1,"code",0,"${'1'.repeat(21)}",[]]`,
    '[1,"code",0,"",[],1]',
  ])('is none: %s', (text) => {
    expect(readPosition(text)).toBeUndefined();
  });
});
