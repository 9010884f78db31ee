import { describe, expect, test } from 'vitest';
import * as awsErrors from '../../lib/aws/errors.ts';
import * as challengeErrors from '../../lib/challenges/errors.ts';
import { FlowRunError } from '../../lib/flow/index.ts';
import * as ledgerErrors from '../../lib/ledger/errors.ts';
import { CodedError } from '../../lib/protocol/coded-error.ts';
import * as triggerErrors from '../../lib/triggers/errors.ts';
import { describeError } from '../../lib/triggers/logged-error.ts';

const { AwsRefusedError, AwsSilentError } = awsErrors;
const { errorForUser, isUserFacing, TriggerError, UserFacingError } = triggerErrors;
const abstract: ReadonlySet<unknown> = new Set([awsErrors.AwsError, TriggerError]);

const without = (error: Error): Error => Object.assign(error, { stack: undefined });

/** An error that can't be looked at. */
const hostile = (...members: readonly string[]): Error => {
  const error = new Error('a secret');
  for (const member of members) {
    Object.defineProperty(error, member, {
      get: () => {
        throw new Error('a secret');
      },
    });
  }
  return error;
};

describe('of an error, the log has', () => {
  test('the message of one of ours', () => {
    const cause = without(Object.assign(new TypeError('fetch failed for alice'), { code: 'ECONNREFUSED' }));
    expect(describeError(without(new AwsSilentError('Amazon SES could not be reached', { cause })))).toEqual({
      name: 'AwsSilentError',
      message: 'Amazon SES could not be reached',
      code: 'aws-silent',
      cause: { name: 'TypeError', code: 'ECONNREFUSED' },
    });
  });

  test('a sentence for what a flow did', () => {
    expect(describeError(without(new FlowRunError('forgotten-verb', "pass('totp')")))).toMatchObject({
      code: 'flow-run',
      message: "pass('totp') was made but never asked: write yield* pass('totp')",
    });
  });

  test('the message of every class of ours, but of those that people fill', () => {
    const exported: readonly unknown[] = Object.values({
      ...awsErrors,
      ...challengeErrors,
      ...ledgerErrors,
      ...triggerErrors,
    });
    const classes = exported.filter(
      (made): made is new (message: string) => Error =>
        typeof made === 'function' && made.prototype instanceof CodedError && !abstract.has(made),
    );
    const silent = classes.filter((made) => describeError(new made('a sentence')).message !== 'a sentence');
    expect(classes.length).toBeGreaterThan(9);
    expect(silent).toEqual([UserFacingError]);
  });

  test('no message of a class that somebody derived from ours', () => {
    class Derived extends TriggerError {
      readonly code = 'own';
    }
    expect(describeError(without(new Derived('for alice')))).toEqual({ name: 'Error' });
  });

  test.each<[unknown, string]>([
    ['TypeError', 'TypeError'],
    ['$ZodError', '$ZodError'],
    ['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceededException'],
    ['DOMException', 'DOMException'],
    ['Error', 'Error'],
    // A user's own text that ends so.
    ['aliceError', 'aliceError'],
    ['hunter', 'unnamed'],
    ['Hunter', 'unnamed'],
    ['errors', 'unnamed'],
    ['Error 123456', 'unnamed'],
    ['Error4711Error', 'unnamed'],
    ['alice@example.com', 'unnamed'],
    [`${'E'.repeat(41)}Error`, 'unnamed'],
    [5, 'unnamed'],
    ['', 'unnamed'],
  ])('a name only if it is an error’s: %j is %s', (name, logged) => {
    expect(describeError(without(Object.assign(new Error('a'), { name })))).toEqual({ name: logged });
  });

  test.each<[unknown, string | undefined]>([
    ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_TYPE'],
    ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'],
    ['ECONNREFUSED', 'ECONNREFUSED'],
    ['ENOTFOUND', 'ENOTFOUND'],
    ['EAI_AGAIN', 'EAI_AGAIN'],
    ['aws-refused', 'aws-refused'],
    ['user-facing', 'user-facing'],
    [404, '404'],
    ['hunter', undefined],
    ['HUNTER', undefined],
    ['ELEPHANT', undefined],
    ['own-code', undefined],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'],
    ['ERR_123456', undefined],
    ['ERR_123_456', undefined],
    ['ERR_1A2B3C4D', undefined],
    ['ERR_hunter', undefined],
    ['123456', undefined],
    ['404', undefined],
    [4711, undefined],
    [7, undefined],
    [100.5, undefined],
    ['alice@example.com', undefined],
    ['', undefined],
  ])('a code only if no user gave it: %j is %s', (code, logged) => {
    const error = without(Object.assign(new Error('a'), { code }));
    expect(describeError(error)).toEqual({ name: 'Error', ...(logged && { code: logged }) });
  });

  test('no name by which a function was called: it may be an answer', () => {
    const work = () => {
      throw new Error('a');
    };
    const described = (answer: string): string => {
      try {
        return String({ other: work, [answer]: work }[answer]?.());
      } catch (error) {
        return JSON.stringify(describeError(error));
      }
    };
    expect(described('rosebud')).toContain('logged-error.test.ts');
    expect(described('rosebud')).not.toContain('rosebud');
  });

  test('where it was thrown', () => {
    const { stack } = describeError(new TypeError('a\nb'));
    expect(stack).toMatch(/^\s+at .*logged-error\.test\.ts/);
    expect(stack).not.toContain('TypeError');
  });

  test.each<[string, Error]>([
    [
      'whose message is another than its stack’s',
      Object.assign(new Error('b'), { stack: 'Error: a\n    at x (y:1:1)' }),
    ],
    ['whose message its stack has elsewhere', Object.assign(new Error('b'), { stack: 'Error: a\n    at b\n    at x' })],
    [
      'whose message was longer when its stack was taken',
      Object.assign(new Error('a'), { stack: 'Error: a secret\n    at secret (file:///secret.js:1:1)' }),
    ],
    [
      'whose message is gone since',
      Object.assign(new Error(''), { stack: 'Error: a\n    at secret (file:///secret.js:1:1)' }),
    ],
    [
      'whose functions are called by digits, even apart',
      Object.assign(new Error('a'), { stack: 'Error: a\n    at Object.482_139.7 (file:///work.js:1:1)' }),
    ],
    ['whose stack is no text', Object.assign(new Error('a'), { stack: {} })],
    ['whose message is no text', Object.assign(new Error('a'), { message: {} })],
    ['without a frame', Object.assign(new Error('a'), { stack: 'Error: a' })],
  ])('no frames of one %s', (_case, error) => {
    expect(describeError(error)).toEqual({ name: 'Error' });
  });

  test('no frames of one whose name is lines that look like them', () => {
    const frame = '    at secret (file:///secret.js:1:1)';
    const error = Object.assign(new Error('a'), { name: `x\n${frame}`, stack: `x\n${frame}: a\n${frame}` });
    expect(describeError(error)).toEqual({ name: 'unnamed' });
  });

  test('at most 12 frames, and two causes, were it its own', () => {
    const endless = new Error('word');
    endless.stack = `Error: word\n${'    at work (file:///work.js:1:1)\n'.repeat(40)}`;
    endless.cause = endless;
    const logged = describeError(endless);
    expect(logged.stack?.split('\n')).toHaveLength(12);
    expect(logged.cause?.cause).toBeDefined();
    expect(logged.cause?.cause).not.toHaveProperty('cause');
  });

  test.each(['name', 'code', 'cause', 'message', 'stack'])('a line though its %s throws', (member) => {
    const logged = describeError(hostile(member));
    expect(logged.name).toBe(member === 'name' ? 'unnamed' : 'Error');
    expect(JSON.stringify(logged)).not.toContain('a secret');
  });

  test.each<[string, unknown]>([
    ['all of it throws', hostile('name', 'code', 'cause', 'message', 'stack')],
    [
      'its class can’t be asked',
      new Proxy(new Error('a secret'), {
        getPrototypeOf: () => {
          throw new Error('a secret');
        },
      }),
    ],
    [
      'one of ours throws where it is read',
      Object.defineProperty(new AwsRefusedError('a', { status: 400, type: 'A' }), 'message', {
        get: () => {
          throw new Error('a secret');
        },
      }),
    ],
  ])('a line though %s', (_case, thrown) => {
    expect(JSON.stringify(describeError(thrown))).toMatch(/^\{"name":"unnamed"/);
  });

  test.each([
    ['a text', 'string'],
    [{ message: 'a secret' }, 'object'],
    [undefined, 'undefined'],
  ])('of what is none only its type: %j', (thrown, type) => {
    expect(describeError(thrown)).toEqual({ name: 'NoError', message: `a ${type} was thrown` });
  });
});

describe('the user gets the words of an error made for them', () => {
  test('and of no other', () => {
    expect(errorForUser(new UserFacingError('Sorry'))).toEqual(new UserFacingError('Sorry'));
    expect(errorForUser(new Error('a secret')).message).toBe('Something went wrong. Please try again later');
  });

  test.each<[string, unknown]>([
    [
      'its message throws',
      Object.defineProperty(new UserFacingError('a'), 'message', {
        get: () => {
          throw new Error('a secret');
        },
      }),
    ],
    [
      'its class can’t be asked',
      new Proxy(new UserFacingError('a'), {
        getPrototypeOf: () => {
          throw new Error('a secret');
        },
      }),
    ],
  ])('unless %s', (_case, thrown) => {
    expect(errorForUser(thrown).message).toBe('Something went wrong. Please try again later');
    expect(() => isUserFacing(thrown)).not.toThrow();
  });
});
