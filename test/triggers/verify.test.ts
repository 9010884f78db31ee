import { describe, expect, test, vi } from 'vitest';
import { defineChallenge, defineFlow, type VerifyContext } from '../../lib/flow/index.ts';
import { emailFlow, flowThat, longFlow } from './flows.ts';
import { lastLine, oddRequest, triggersOf, verifyEvent } from './setup.ts';

const position = (text: string, more: Record<string, string> = {}) => ({ 'countersign:position': text, ...more });
const own = position('[1,"own",0,"",[]]', { number: '4711' });

describe('VerifyAuthChallengeResponse', () => {
  test('says what the challenge says, and returns the whole event', async () => {
    const seen: VerifyContext[] = [];
    const triggers = triggersOf(
      flowThat({
        verify: (context) => {
          seen.push(context);
          return context.answer === '4711';
        },
      }),
    );
    const event = verifyEvent({ privateChallengeParameters: own, challengeAnswer: '4711' });
    expect(await triggers.verify(structuredClone(event))).toEqual({ ...event, response: { answerCorrect: true } });
    expect(seen[0]).toMatchObject({ answer: '4711', privateParameters: { number: '4711' }, clientMetadata: {} });
    expect(seen[0]?.privateParameters).not.toHaveProperty('countersign:position');
    expect(lastLine(triggers)).toMatchObject({ decision: 'right', challenge: 'own', round: 1, attempt: 1 });
    const wrong = await triggers.verify({ ...event, request: { ...event.request, challengeAnswer: '4712' } });
    expect(wrong.response).toEqual({ answerCorrect: false });
    expect(lastLine(triggers)).toMatchObject({ decision: 'wrong' });
  });

  test.each<[string, unknown]>([
    ['1', 1],
    ['a text', 'true'],
    ['an object', {}],
    ['a promise of 1', Promise.resolve(1)],
    ['nothing', undefined],
  ])('is wrong where the challenge says %s', async (_case, said) => {
    const { verify } = triggersOf(flowThat({ verify: () => said as boolean }));
    const { response } = await verify(verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'a' }));
    expect(response).toEqual({ answerCorrect: false });
  });

  test('is wrong where the challenge throws, and logs it', async () => {
    const triggers = triggersOf(
      flowThat({
        verify: () => {
          throw new Error('a bug');
        },
      }),
    );
    const event = verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'a' });
    expect((await triggers.verify(event)).response).toEqual({ answerCorrect: false });
    expect(triggers.lines).toMatchObject([
      { level: 'error', fields: { decision: 'fail', challenge: 'own', error: { name: 'Error' } } },
    ]);
  });

  test.each([
    ['none', {}],
    ['garbage', position('garbage')],
    ['of another challenge', position('[1,"other",0,"",[]]')],
    ['of a choice that the flow does not offer', position('[1,"choose",0,"",[]]')],
    ['of a sign-in that has ended', position('[1,"own",0,"1",[]]')],
    ['of one that has failed', position('[1,"own",0,"000",[]]')],
  ])('is wrong with a position: %s', async (_case, privateChallengeParameters) => {
    const verifyOwn = vi.fn(() => true);
    const triggers = triggersOf(flowThat({ verify: verifyOwn }));
    const { response } = await triggers.verify(verifyEvent({ privateChallengeParameters, challengeAnswer: 'a' }));
    expect(response).toEqual({ answerCorrect: false });
    expect(verifyOwn).not.toHaveBeenCalled();
    expect(lastLine(triggers).reason).toBeDefined();
  });

  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['no text', { challengeAnswer: null }, 'answer-no-text'],
    ['an object', { challengeAnswer: {} }, 'answer-no-text'],
    ['too long', { challengeAnswer: 'a'.repeat(16_385) }, 'answer-too-long'],
    ['given with no private parameters', { privateChallengeParameters: null }, 'no-position'],
  ])('is wrong where the answer is %s', async (_case, changes, reason) => {
    const verifyOwn = vi.fn(() => true);
    const triggers = triggersOf(flowThat({ verify: verifyOwn }));
    const event = oddRequest(verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'a' }), changes);
    expect((await triggers.verify(event)).response).toEqual({ answerCorrect: false });
    expect(verifyOwn).not.toHaveBeenCalled();
    expect(lastLine(triggers).reason).toBe(reason);
  });

  test('takes an answer of 16,384 characters', async () => {
    const { verify } = triggersOf(flowThat({ verify: ({ answer }) => answer.length === 16_384 }));
    const event = verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'a'.repeat(16_384) });
    expect((await verify(event)).response).toEqual({ answerCorrect: true });
  });
});

const THEN: string = 'then';

/** What awaits like a promise, and is none of this realm's. */
const thenable = (then: (resolve: (answer: unknown) => void, reject: (error: Error) => void) => void) => ({
  [THEN]: then,
});

const throwing = (): never => {
  throw new Error('no such answer');
};

describe('an answer that is parsed', () => {
  const flow = defineFlow(
    {
      own: defineChallenge({
        factor: 'knowledge',
        create: () => ({ parameters: {} }),
        decoy: () => ({ parameters: {} }),
        parseAnswer: (text: string): { number: number } => JSON.parse(text),
        verify: ({ answer }) => answer.number === 1,
      }),
    },
    function* ({ pass }) {
      yield* pass('own');
    },
  );

  test.each([
    ['{"number":1}', true, undefined],
    ['{"number":2}', false, undefined],
    ['{', false, 'answer-malformed'],
  ])('%s: %s', async (challengeAnswer, answerCorrect, reason) => {
    const triggers = triggersOf(flow);
    const { response } = await triggers.verify(verifyEvent({ privateChallengeParameters: own, challengeAnswer }));
    expect(response).toEqual({ answerCorrect });
    expect(triggers.lines).toMatchObject([{ level: 'info' }]);
    expect(lastLine(triggers).reason).toBe(reason);
  });

  test.each<[string, () => unknown]>([
    ['is a promise', async () => 'human'],
    ['rejects', () => Promise.reject(new Error('no such answer'))],
    ['rejects later', () => new Promise((_resolve, reject) => setTimeout(reject, 1))],
    ['is a promise of another kind', () => thenable((resolve) => resolve('human'))],
    ['is one that rejects', () => thenable((_resolve, reject) => reject(new Error('no such answer')))],
    ['is one that never settles', () => thenable(() => {})],
    ['is one that throws', () => thenable(throwing)],
    ['is one that hands on another', () => thenable((resolve) => resolve(Promise.reject(new Error('no such answer'))))],
    [
      'is a function with one’s then',
      () =>
        Object.assign(
          () => {},
          thenable(() => {}),
        ),
    ],
    ['can’t even be asked', () => Object.defineProperty({}, THEN, { get: throwing })],
  ])('by what %s is wrong, no answer of verify’s, and no unhandled rejection', async (_case, parseAnswer) => {
    const verifyOwn = vi.fn(() => true);
    const asynchronous = { ...flow.challenges.own, load: async () => ({ parseAnswer, verify: verifyOwn }) };
    const triggers = triggersOf({ ...flow, challenges: { own: asynchronous } } as never);
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const event = verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'human' });
    expect((await triggers.verify(event)).response).toEqual({ answerCorrect: false });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(verifyOwn).not.toHaveBeenCalled();
    expect(lastLine(triggers)).toMatchObject({ decision: 'wrong', reason: 'answer-malformed' });
  });
});

describe('a choice', () => {
  const privateChallengeParameters = position('[1,"choose",0,"1",[]]');

  test.each<[string, Record<string, string> | undefined, boolean]>([
    ['own', { choice: 'own' }, true],
    ['emailOtp', { choice: 'emailOtp' }, true],
    ['own', { choice: 'emailOtp' }, false],
    ['own', {}, false],
    ['own', undefined, false],
    ['captcha', { choice: 'captcha' }, false],
    ['', { choice: '' }, false],
  ])('of %j with metadata %j is right: %s', async (challengeAnswer, clientMetadata, answerCorrect) => {
    for (const userNotFound of [false, true]) {
      const { verify } = triggersOf(longFlow);
      const event = verifyEvent({ privateChallengeParameters, challengeAnswer, clientMetadata, userNotFound });
      expect((await verify(event)).response).toEqual({ answerCorrect });
    }
  });
});

describe('an unknown user', () => {
  test('is wrong before any code of a challenge that proves something runs', async () => {
    const verifyOwn = vi.fn(() => true);
    const triggers = triggersOf(flowThat({ verify: verifyOwn }));
    const event = verifyEvent({ privateChallengeParameters: own, challengeAnswer: 'a', userNotFound: true });
    expect((await triggers.verify(event)).response).toEqual({ answerCorrect: false });
    expect(verifyOwn).not.toHaveBeenCalled();
    expect(lastLine(triggers).reason).toBe('no-such-user');
  });

  test.each([
    ['human', true],
    ['robot', false],
  ])('may pass what proves nothing: %s, %s', async (challengeAnswer, answerCorrect) => {
    const { verify } = triggersOf(longFlow);
    const privateChallengeParameters = position('[1,"captcha",0,"",[]]');
    const event = verifyEvent({ privateChallengeParameters, challengeAnswer, userNotFound: true });
    expect((await verify(event)).response).toEqual({ answerCorrect });
  });
});

test('a position of one round is none of another: replay decides which challenge is asked', async () => {
  const { create, verify, outbox } = triggersOf(emailFlow);
  const { createEvent } = await import('./setup.ts');
  const { response } = await create(createEvent());
  const privateChallengeParameters = { ...response.privateChallengeParameters, ...position('[1,"emailOtp",0,"1",[]]') };
  const event = verifyEvent({ privateChallengeParameters, challengeAnswer: outbox.lastCode() });
  expect((await verify(event)).response).toEqual({ answerCorrect: false });
});
