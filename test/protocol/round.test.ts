import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHOICE as FLOW_CHOICE } from '../../lib/flow/index.ts';
import {
  askedInstead,
  CHOICE,
  deviceIn,
  encodeAnswer,
  encodeInstead,
  type Instead,
  pickedOption,
  RESERVED_PARAMETERS,
  type Round,
  readRound,
  writeRound,
} from '../../lib/protocol/round.ts';
import type { TextMap } from '../../lib/protocol/text-map.ts';

// Keys are not listed here: one that is renamed where a round is written, and not where it is read, breaks the round trip.

const dictionary = <Value>(value: fc.Arbitrary<Value>) => fc.dictionary(fc.string(), value, { noNullPrototype: true });
const ownParameters = dictionary(fc.string()).filter((map) => RESERVED_PARAMETERS.every((key) => !(key in map)));
const count = fc.option(fc.integer({ min: 1, max: 999_999 }), { nil: undefined });
const again = {
  ...{ attemptsLeft: count, retryAfter: count, sentAgo: count, resendAfter: count },
  sessionSeconds: fc.option(fc.integer({ min: 180, max: 900 }), { nil: undefined }),
  retry: fc.option(fc.string(), { nil: undefined }),
  can: fc.subarray<Instead>(['resend', 'back', 'skip']),
  device: fc.option(fc.string(), { nil: undefined }),
};

const challengeRound: fc.Arbitrary<Round> = fc.record({
  name: fc.string().filter((name) => name !== CHOICE),
  parameters: ownParameters,
  ...again,
});
const choiceRound: fc.Arbitrary<Round> = fc.record({
  name: fc.constant(CHOICE),
  parameters: fc.record({ options: fc.array(fc.string()) }),
  ...again,
});
const anyRound = fc.oneof(challengeRound, choiceRound);

describe('a round', () => {
  test('is read as it was written, whatever it asks and however often', () => {
    fc.assert(
      fc.property(anyRound, (round) => {
        expect(readRound(writeRound(round))).toEqual(round);
      }),
    );
  });

  test('travels as texts, as Cognito takes them', () => {
    fc.assert(
      fc.property(anyRound, (round) => Object.values(writeRound(round)).every((value) => typeof value === 'string')),
    );
  });

  test('takes names that are reserved, and no others', () => {
    const times = { retryAfter: 60, sentAgo: 5, resendAfter: 30, sessionSeconds: 180 };
    const can: readonly Instead[] = ['skip'];
    const written = writeRound({
      name: 'pin',
      parameters: {},
      attemptsLeft: 2,
      retry: 'wait',
      can,
      device: 'a',
      ...times,
    });

    expect([...Object.keys(written), 'USERNAME'].sort()).toEqual([...RESERVED_PARAMETERS].sort());
  });

  test('is read without the name that Cognito adds', () => {
    const written = writeRound({ name: 'pin', parameters: {} });

    expect(readRound({ ...written, USERNAME: 'alice' })).toEqual(readRound(written));
  });

  test('of a handler that is not ours is a CUSTOM_CHALLENGE', () => {
    expect(readRound({ colour: 'red' })).toEqual({
      name: 'CUSTOM_CHALLENGE',
      parameters: { colour: 'red' },
      ...{ attemptsLeft: undefined, retry: undefined, retryAfter: undefined },
      ...{ sentAgo: undefined, resendAfter: undefined, sessionSeconds: undefined, can: [], device: undefined },
    });
  });

  test.each([
    ['', []],
    ['back', ['back']],
    ['resend  skip', ['resend', 'skip']],
    ['Resend resend, cancel constructor skip', ['skip']],
  ])('can what is known of %j', (can, known) => {
    expect(readRound({ challenge: 'pin', can }).can).toEqual(known);
  });

  test('is answered by something else, with what the caller sends beside it', () => {
    expect(encodeInstead('back', { colour: 'red' })).toEqual({
      text: 'back',
      clientMetadata: { colour: 'red', instead: 'back' },
    });
    expect(askedInstead({ instead: 'back' })).toBe('back');
    expect(askedInstead({})).toBeUndefined();
  });

  test.each([
    ['AbCdEf0123456-_9AbCdEf', true],
    ['AbCdEf0123456-_9AbCdE', false],
    ['AbCdEf0123456-_9AbCdEf0', false],
    ['AbCdEf0123456-_9AbCdE=', false],
    ['', false],
  ])('is answered by a device that is named %j: %s', (device, isOne) => {
    expect(deviceIn({ device })).toBe(isOne ? device : undefined);
    expect(deviceIn({})).toBeUndefined();
  });

  test.each([
    ['1', 1],
    ['60', 60],
    ['86400', 86_400],
    ['0', undefined],
    ['', undefined],
    ['-60', undefined],
    ['+60', undefined],
    [' 60', undefined],
    ['60.5', undefined],
    ['6e1', undefined],
    ['0x3c', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['٦٠', undefined],
    ['1000000', undefined],
    ['9'.repeat(400), undefined],
  ])('tells of seconds and of attempts only whole numbers that a timer takes: %j', (text, count) => {
    expect(readRound({ challenge: 'pin', retryAfter: text })).toMatchObject({ retryAfter: count });
    expect(readRound({ challenge: 'pin', attemptsLeft: text })).toMatchObject({ attemptsLeft: count });
  });

  test('tells of no session that Cognito has not: any number but 180 to 900 reads as missing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ max: 2_000 }), fc.integer()), (seconds) => {
        const told = seconds >= 180 && seconds <= 900 ? seconds : undefined;
        expect(readRound({ sessionSeconds: String(seconds) }).sessionSeconds).toBe(told);
      }),
    );
    for (const text of ['179', '901', '1800', '0180', '180.5', ' 180', '3m', '']) {
      expect(readRound({ sessionSeconds: text }).sessionSeconds).toBeUndefined();
    }
    expect([180, 900].map((bound) => readRound({ sessionSeconds: `${bound}` }).sessionSeconds)).toEqual([180, 900]);
  });

  test('that is malformed is read without what is malformed, and never throws', () => {
    const text = fc.oneof(fc.string(), fc.json());
    const challenge = fc.oneof(text, fc.constant(CHOICE));
    const fields = fc.record({ challenge, attemptsLeft: text, retryAfter: text, options: text });

    fc.assert(
      fc.property(fields, (malformed) => {
        const { name, parameters, attemptsLeft, retryAfter } = readRound(malformed);
        if (name === CHOICE) expect(parameters.options).toSatisfy((options) => areTexts(options));
        for (const count of [attemptsLeft, retryAfter]) expect(String(count)).toMatch(/^(undefined|[1-9]\d{0,5})$/);
      }),
    );
    // What speaks for Cognito may send anything: what is no text is malformed too.
    const noTexts = fc.dictionary(fc.constantFrom('retryAfter', 'sessionSeconds', 'can', 'options'), fc.jsonValue());
    fc.assert(
      fc.property(noTexts, (malformed) => {
        const { can = [] } = readRound({ ...malformed, challenge: CHOICE } as TextMap);
        expect(can.every((word) => ['resend', 'back', 'skip'].includes(word))).toBe(true);
      }),
    );
    expect(readRound({ retryAfter: { toString: {} }, can: {} } as unknown as TextMap)).toMatchObject({ can: [] });
    expect(readRound({ attemptsLeft: 'two' }).attemptsLeft).toBeUndefined();
    expect(readRound({ attemptsLeft: '' }).attemptsLeft).toBeUndefined();
    expect(readRound({ challenge: CHOICE }).parameters).toEqual({ options: [] });
    expect(readRound({ challenge: CHOICE, options: '{"a":1}' }).parameters).toEqual({ options: [] });
    expect(readRound({ challenge: CHOICE, options: '["pin",1' }).parameters).toEqual({ options: [] });
    expect(readRound({ challenge: CHOICE, options: '["pin",1]' }).parameters).toEqual({ options: ['pin'] });
  });
});

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

const roundNamed = (name: string): Round => ({ name, parameters: {} });

describe('an answer', () => {
  test('that is a text travels as it is, anything else as JSON', () => {
    fc.assert(
      fc.property(fc.string(), (answer) => {
        expect(encodeAnswer(roundNamed('pin'), answer).text).toBe(answer);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (answer) => {
        expect(encodeAnswer(roundNamed('pin'), answer).text).toBe(JSON.stringify(answer));
      }),
    );
  });

  test('to a choice tells what was picked, whatever else is told', () => {
    const clientMetadata = dictionary(fc.string());

    fc.assert(
      fc.property(fc.string(), clientMetadata, (answer, told) => {
        const encoded = encodeAnswer(roundNamed(CHOICE), answer, told);
        expect(encoded.text).toBe(answer);
        expect(pickedOption(encoded.clientMetadata ?? {})).toBe(answer);
        expect(encoded.clientMetadata).toMatchObject(Object.fromEntries(Object.entries(told).filter(isNoPick)));
      }),
    );
  });

  test('to a challenge leaves what is told as it is', () => {
    expect(encodeAnswer(roundNamed('pin'), '1').clientMetadata).toBeUndefined();
    expect(encodeAnswer(roundNamed('pin'), '1', { language: 'de' }).clientMetadata).toEqual({ language: 'de' });
  });
});

const isNoPick = ([key]: readonly [string, unknown]): boolean => pickedOption({ [key]: 'x' }) === undefined;

test('a choice has one name, in a flow and on the wire', () => {
  // lib/flow imports nothing, and the client no values of it: so the name stands in both.
  expect(CHOICE).toBe(FLOW_CHOICE);
});
