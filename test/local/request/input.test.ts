import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  flag,
  integer,
  list,
  oneOf,
  optional,
  readInput,
  structure,
  text,
  textMap,
} from '../../../lib/local/request/input.ts';
import { CognitoError } from '../../../lib/protocol/index.ts';

const request = structure({
  AuthFlow: oneOf('CUSTOM_AUTH', 'USER_AUTH'),
  ClientId: text({ max: 8, pattern: /^[\w+]+$/ }),
  Password: optional(text({ min: 2, pattern: /^[\S]+$/, secret: true })),
  Limit: optional(integer(1, 60)),
  Permanent: optional(flag),
  Parameters: optional(textMap),
  Attributes: optional(list(structure({ Name: text({ max: 4 }), Value: optional(text()) }), 2)),
});
const valid = { AuthFlow: 'CUSTOM_AUTH', ClientId: 'abc' };

describe('a request', () => {
  it('is read as it was declared; other members are left aside', () => {
    const read = readInput(request, {
      ...valid,
      Limit: 5,
      Permanent: true,
      Parameters: { USERNAME: 'alice' },
      Attributes: [{ Name: 'a', Value: null }],
      Unknown: 1,
    });
    expect(read).toEqual({
      ...valid,
      Password: undefined,
      Limit: 5,
      Permanent: true,
      Parameters: { USERNAME: 'alice' },
      Attributes: [{ Name: 'a', Value: undefined }],
    });
  });

  it.each([
    [
      { ClientId: 'abc' },
      "1 validation error detected: Value null at 'authFlow' failed to satisfy constraint: Member must not be null",
    ],
    [
      { ...valid, AuthFlow: 'X' },
      "1 validation error detected: Value 'X' at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [CUSTOM_AUTH, USER_AUTH]",
    ],
    [
      { ...valid, ClientId: 'a-b' },
      "1 validation error detected: Value 'a-b' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    [
      { ...valid, ClientId: 'a'.repeat(9) },
      "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must have length less than or equal to 8",
    ],
    [
      { ...valid, ClientId: '' },
      "2 validation errors detected: Value '' at 'clientId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
    ],
    [
      { ...valid, Limit: 61 },
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
    ],
    [
      { ...valid, Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { ...valid, Attributes: [{ Name: 'a' }, { Name: 'abcde' }] },
      "1 validation error detected: Value at 'attributes.2.member.name' failed to satisfy constraint: Member must have length less than or equal to 4",
    ],
    [
      { ...valid, Attributes: [{ Name: 'a' }, { Name: 'a' }, { Name: 'a' }] },
      "1 validation error detected: Value at 'attributes' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      { ...valid, Password: ' ' },
      "2 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 2; Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+",
    ],
  ])('%j is refused in the words of AWS', (body, message) => {
    expect(() => readInput(request, body)).toThrow(new CognitoError('InvalidParameterException', message));
  });

  it.each([
    { ...valid, ClientId: 7 },
    { ...valid, AuthFlow: ['CUSTOM_AUTH'] },
    { ...valid, Limit: '5' },
    { ...valid, Limit: 1.5 },
    { ...valid, Permanent: 'true' },
    { ...valid, Parameters: ['USERNAME'] },
    { ...valid, Parameters: { USERNAME: 7 } },
    { ...valid, Attributes: {} },
    { ...valid, Attributes: ['email'] },
    [],
  ])('%j is of another type', (body) => {
    expect(() => readInput(request, body)).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });

  it('is read or refused, whatever it is, and never tells a secret', () => {
    const marked = 'planted secret';
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (value, more) => {
        for (const body of [value, { ...more, ...valid, Password: marked, AuthFlow: value }]) {
          try {
            readInput(request, body);
          } catch (error) {
            expect(error).toBeInstanceOf(CognitoError);
            expect((error as Error).message).not.toContain(marked);
          }
        }
      }),
    );
  });

  it('takes a text that is null in a map for one that is absent, as identity-js sends it', () => {
    expect(readInput(textMap, { USERNAME: 'alice', DEVICE_KEY: null })).toEqual({ USERNAME: 'alice' });
  });

  it('takes no member from a prototype', () => {
    expect(() => readInput(request, Object.create(valid))).toThrow("Value null at 'authFlow'");
    const read = readInput(textMap, JSON.parse('{"__proto__":"x"}'));
    expect(Object.entries(read)).toEqual([['__proto__', 'x']]);
  });
});
