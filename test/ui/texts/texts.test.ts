import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInEnglish } from '../../../lib/ui/texts/built-in-english.ts';
import { english } from '../../../lib/ui/texts/english.ts';
import { counted, filled, inWords, laidOver, minutesAndSeconds } from '../../../lib/ui/texts/texts.ts';

test('fills placeholders, and leaves what it is not given', () => {
  expect(filled('{a} of {b}', { a: 1 })).toBe('1 of {b}');
  expect(filled('{to}', { to: '$& {a}' })).toBe('$& {a}');
});

test.each([
  ['en', 1, 'one 1'],
  ['en', 2, 'other 2'],
  ['pl', 3, 'few 3'],
  ['', 1, 'one 1'],
  ['no language', 2, 'other 2'],
])('counts in the language %o', (lang, count, said) => {
  const plural = { one: 'one {count}', few: 'few {count}', other: 'other {count}' };
  expect(counted(plural, count, lang)).toBe(said);
});

test.each([
  ['employeeNumber', 'Employee number'],
  ['SMS_MFA', 'Sms mfa'],
  ['custom:team-name', 'Custom team name'],
  ['pet', 'Pet'],
  ['', ''],
])('says the name %o in words', (name, words) => {
  expect(inWords(name)).toBe(words);
});

test('says a time in minutes and seconds, rounded up, and never less than none', () => {
  expect([0, 1, 42_000, 60_000, 61_500, 3_600_000, -5].map(minutesAndSeconds)).toEqual([
    '0:00',
    '0:01',
    '0:42',
    '1:00',
    '1:02',
    '60:00',
    '0:00',
  ]);
  fc.assert(fc.property(fc.integer({ min: 0, max: 86_400_000 }), (ms) => /^\d+:[0-5]\d$/.test(minutesAndSeconds(ms))));
});

test('lays texts over each other: a group by its members, a plural as a whole', () => {
  const texts = laidOver(english, builtInEnglish, {
    start: 'Anmelden',
    skip: undefined,
    problems: { wrong: 'Falsch.' },
    options: { phoneCall: 'Anruf' },
    attemptsLeft: { other: 'noch {count}' },
  });

  expect(texts).toMatchObject({ start: 'Anmelden', skip: english.skip, attemptsLeft: { other: 'noch {count}' } });
  expect(texts.attemptsLeft.one).toBeUndefined();
  expect(texts.problems).toEqual({ ...english.problems, wrong: 'Falsch.' });
  expect(texts.options).toEqual({ ...english.options, ...builtInEnglish.options, phoneCall: 'Anruf' });
});

test('lays one name of a group over another, whatever it is called, and nothing where nothing is said', () => {
  const texts = laidOver(english, {
    steps: { options: 'Your options' },
    options: { other: 'Another way' },
    problems: { other: 'Another one, please.', wrong: undefined },
  });

  expect(texts.steps).toEqual({ options: 'Your options' });
  expect(texts.options).toEqual({ ...english.options, other: 'Another way' });
  expect(texts.problems).toEqual({ ...english.problems, other: 'Another one, please.' });
});

test("English says each thing once: the forms of Cognito's own add to it, and replace nothing", () => {
  const both = Object.keys(english).filter((key) => key in builtInEnglish);
  expect(both).toEqual(['options']);
});
