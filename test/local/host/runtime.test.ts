import { describe, expect, it } from 'vitest';
import { functionOf } from './function-of.ts';
import { answerOf, hostOf } from './support.ts';

const styled = (name: string, runtime: string) => {
  const changes = { handler: `index.${name}`, runtime, timeout: 2 };
  const definition = functionOf(name, changes, 'styles');
  return { ...definition, functionName: `${name}-${runtime}`, functionArn: `${definition.functionArn}-${runtime}` };
};

/** An answer, nothing, or an error's type and text. */
type Expected = typeof ANSWER | undefined | readonly [type: string, message: unknown];

const ANSWER = { answered: true };
const NOTHING = undefined;
const ERROR = ['RangeError', 'out of it'] as const;
const REFUSED = [
  'Runtime.CallbackHandlerDeprecated',
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
] as const;
const NO_METHOD = ['TypeError', expect.stringMatching(/^context\.\w+ is not a function$/)] as const;

describe.each([
  ['an async function of two parameters', 'asyncOfTwo', ANSWER, ANSWER],
  ['an async function of three', 'asyncOfThree', ANSWER, REFUSED],
  ['a callback at once', 'callbackAtOnce', ANSWER, REFUSED],
  ['a callback later', 'callbackLater', ANSWER, REFUSED],
  ['a callback with an error', 'callbackWithError', ERROR, REFUSED],
  ['a callback with a text', 'callbackWithText', ['string', 'just text'], REFUSED],
  ['context.done', 'done', ANSWER, NO_METHOD],
  ['context.succeed', 'succeed', ANSWER, NO_METHOD],
  ['context.fail', 'fail', ERROR, NO_METHOD],
  ['a plain return', 'plainReturn', NOTHING, ANSWER],
  ['a promise, and a callback later', 'promiseAndCallback', ANSWER, REFUSED],
  ['a throw', 'throws', ERROR, ERROR],
] as const)('%s', (_, name, on20, on24) => {
  it.each<readonly [string, Expected]>([
    ['nodejs20.x', on20],
    ['nodejs24.x', on24],
  ])('comes out on %s as in Lambda, each time', async (runtime, expected) => {
    const definition = styled(name, runtime);
    const host = hostOf([definition]);
    for (let round = 0; round < 2; round++) {
      const invocation = await host.invoke(definition.functionArn, '{}');
      if (expected === NOTHING) expect(invocation).toMatchObject({ kind: 'answered', payload: undefined });
      else if ('answered' in expected) expect(answerOf(invocation)).toEqual(expected);
      else expect(invocation).toMatchObject({ kind: 'failed', errorType: expected[0], errorMessage: expected[1] });
    }
  });
});

describe('a handler on nodejs22.x', () => {
  const call = async (name: string, event: unknown = {}) => {
    const definition = styled(name, 'nodejs22.x');
    return hostOf([definition]).invoke(definition.functionArn, JSON.stringify(event));
  };

  it('is answered for by what it calls first', async () => {
    expect(answerOf(await call('callbackTwice'))).toBe('first');
  });

  it('gets the event beside its callback', async () => {
    expect(answerOf(await call('eventOf', { text: 'ü' }))).toEqual({ text: 'ü' });
  });

  it('answers by its callback only when nothing is left to do', async () => {
    expect(answerOf(await call('callbackThenWork'))).toEqual({ worked: true });
    expect(await call('callbackThatWaits')).toMatchObject({ kind: 'failed', errorType: 'Sandbox.Timedout' });
  });

  it('answers at once where it says that its callback needn’t wait, and by done in any case', async () => {
    expect(answerOf(await call('callbackWithoutWait'))).toEqual(ANSWER);
    expect(answerOf(await call('doneBesideWork'))).toEqual(ANSWER);
  });

  it.each([
    ['fails with nothing', 'failWithNothing', { kind: 'failed', errorType: 'string', errorMessage: 'handled' }],
    ['is async and never settles', 'asyncThatNeverSettles', { kind: 'failed', errorType: 'Runtime.NodeJsExit' }],
    ['returns a promise that never settles', 'promiseThatNeverSettles', { kind: 'answered', payload: undefined }],
    ['returns what is like a promise', 'thenable', { kind: 'answered', payload: '{"answered":true}' }],
  ])('that %s comes out as in Lambda', async (_, name, expected) => {
    expect(await call(name)).toMatchObject(expected);
  });

  it('that never calls its callback answers as one that returns nothing, event after event', async () => {
    const definition = styled('plainReturn', 'nodejs22.x');
    const host = hostOf([definition]);
    for (let round = 0; round < 12; round++) {
      const invocation = await host.invoke(definition.functionArn, '{}');
      expect(invocation).toMatchObject({ kind: 'answered', payload: undefined, tries: [{ cold: round === 0 }] });
    }
    // A listener for each event would have Node warn of a leak.
    expect(host.logs).toEqual([]);
  });
});

it.each([
  ['nodejs18.x', true],
  ['nodejs22.x', true],
  ['nodejs24.x', false],
  [undefined, false],
])('a handler sees its runtime, %s, and the methods of its context', async (runtime, hasMethods) => {
  const { runtime: _, ...plain } = styled('contextOf', 'nodejs24.x');
  const definition = runtime === undefined ? plain : { ...plain, runtime };
  const host = hostOf([definition]);
  const seen = answerOf(await host.invoke(definition.functionArn, '{}')) as Record<string, string | string[]>;
  expect(seen.environment).toBe(`AWS_Lambda_${runtime ?? 'nodejs24.x'}`);
  for (const member of ['callbackWaitsForEmptyEventLoop', 'done', 'succeed', 'fail']) {
    expect(seen.members?.includes(member)).toBe(hasMethods);
  }
});

it('a handler that streams has three parameters, and starts on nodejs24.x', async () => {
  const definition = styled('streaming', 'nodejs24.x');
  const host = hostOf([definition]);
  expect(answerOf(await host.invoke(definition.functionArn, '{}'))).toEqual(ANSWER);
});
