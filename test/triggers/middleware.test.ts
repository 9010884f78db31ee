import type middy from '@middy/core';
import { describe, expect, test, vi } from 'vitest';
import type { CreateAuthChallengeEvent, DefineAuthChallengeEvent } from '../../lib/protocol/index.ts';
import { defineAuthChallengeHandler, UserFacingError } from '../../lib/triggers/index.ts';
import { emailFlow, flowThat } from './flows.ts';
import { asked, createEvent, defineEvent, entry, lastLine, refused, tokens, triggersOf, verifyEvent } from './setup.ts';

const sentence = 'Something went wrong. Please try again later';
const passed = [entry(true, '[1,"emailOtp",0,[]]')];
const ownAnswer = (challengeAnswer: string) =>
  verifyEvent({ privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' }, challengeAnswer });
const ownFlow = flowThat({ verify: ({ answer }) => answer === 'right' });

describe("a user's own middleware", () => {
  test('runs around the handler, in the order of middy, and is the same handler', async () => {
    const order: string[] = [];
    const steps = (name: string) => ({
      before: (): void => {
        order.push(`before ${name}`);
      },
      after: (): void => {
        order.push(`after ${name}`);
      },
    });
    const { define } = triggersOf(emailFlow);
    const handler = define
      .use(steps('a'))
      .use([steps('b'), steps('c')])
      .before((): void => {
        order.push('before d');
      })
      .after((): void => {
        order.push('after d');
      });
    expect((await handler(defineEvent())).response).toEqual(asked);
    expect(order).toEqual([
      ...['a', 'b', 'c', 'd'].map((name) => `before ${name}`),
      ...['d', 'c', 'b', 'a'].map((name) => `after ${name}`),
    ]);
    expect(handler).toBe(define);
    expect(handler.flow).toBe(emailFlow);
    expect(handler.trigger).toBe('DefineAuthChallenge');
  });

  test('is tried where it is added: what is none throws there', () => {
    expect(() => defineAuthChallengeHandler(emailFlow).use({})).toThrow('Middleware must be an object');
  });

  test('hands things on, of this invocation alone', async () => {
    const seen: (number | undefined)[] = [];
    let invocation = 0;
    const counting: middy.MiddlewareObj<DefineAuthChallengeEvent, unknown, Error, never, { count?: number }> = {
      before: (request): void => {
        seen.push(request.internal.count);
        request.internal.count = ++invocation;
      },
      after: (request): void => {
        seen.push(request.internal.count);
      },
    };
    const { define } = triggersOf(emailFlow);
    define.use(counting as never);
    await define(defineEvent());
    await define(defineEvent());
    expect(seen).toEqual([undefined, 1, undefined, 2]);
  });

  test('may add to attributes and metadata, by a new event too', async () => {
    const flow = flowThat(
      {
        create: ({ user, clientMetadata }) => ({
          parameters: { role: `${user.attributes['custom:role']} ${clientMetadata.language}` },
        }),
      },
      { attributes: { uses: ['custom:role'] } },
    );
    const { create } = triggersOf(flow);
    create.before((request): void => {
      const { userAttributes } = request.event.request;
      request.event = {
        ...request.event,
        request: {
          ...request.event.request,
          userAttributes: { ...userAttributes, 'custom:role': 'admin' },
          clientMetadata: { language: 'de' },
        },
      };
    });
    const event = createEvent();
    const answer = await create(event);
    expect(answer.response.publicChallengeParameters).toMatchObject({ role: 'admin de' });
    expect(answer.request.userAttributes).not.toHaveProperty('custom:role');
  });

  test('sees an error itself in onError, and what it returns is no answer', async () => {
    const seen: unknown[] = [];
    const failing = flowThat({
      create: () => {
        throw new Error('a bug');
      },
    });
    const { create } = triggersOf(failing);
    create.onError((request) => {
      seen.push(request.error);
      return { ...request.event, response: { publicChallengeParameters: {}, privateChallengeParameters: { a: 'b' } } };
    });
    await expect(create(createEvent())).rejects.toThrow(sentence);
    expect(seen).toEqual([new Error('a bug')]);
  });

  test('may refuse by throwing: with its own words in CreateAuthChallenge', async () => {
    const { define, create, verify } = triggersOf(ownFlow);
    const refuse = (): void => {
      throw new UserFacingError('Not from this country');
    };
    await expect(create.before(refuse)(createEvent())).rejects.toThrow('Not from this country');
    expect((await define.before(refuse)(defineEvent())).response).toEqual(refused);
    expect((await verify.before(refuse)(ownAnswer('right'))).response).toEqual({ answerCorrect: false });
  });

  test('may refuse by its response', async () => {
    const { define, verify } = triggersOf(ownFlow);
    define.after((request): void => {
      if (request.response) request.response.response = { ...refused };
    });
    verify.after((request): void => {
      if (request.response) request.response.response.answerCorrect = false;
    });
    expect((await define(defineEvent())).response).toEqual(refused);
    expect((await verify(ownAnswer('right'))).response).toEqual({ answerCorrect: false });
  });
});

describe('no middleware opens a door:', () => {
  const garbage: readonly unknown[] = [
    'a text',
    true,
    0,
    [],
    {},
    { response: null },
    { response: { issueTokens: true } },
    { response: { ...tokens } },
    { response: { ...tokens, failAuthentication: true } },
    { response: { answerCorrect: true } },
    { response: { answerCorrect: 'true' } },
    {
      response: {
        publicChallengeParameters: {},
        privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' },
        challengeMetadata: '[1,"own",0,[]]',
      },
    },
  ];

  test.each(garbage)('a before that answers %j', async (answer) => {
    const run = vi.fn(() => ({ parameters: {} }));
    const triggers = triggersOf(flowThat({ create: run, verify: () => true }));
    const early = () => answer;
    expect((await triggers.define.before(early)(defineEvent())).response).toEqual(refused);
    expect(lastLine(triggers)).toMatchObject({
      decision: 'fail',
      error: { code: 'middleware', message: 'a middleware answered in the place of the handler' },
    });
    expect((await triggers.verify.before(early)(ownAnswer('right'))).response).toEqual({ answerCorrect: false });
    await expect(triggers.create.before(early)(createEvent())).rejects.toThrow(sentence);
    expect(run).not.toHaveBeenCalled();
  });

  test.each(garbage)('an after that answers %j', async (answer) => {
    const triggers = triggersOf(ownFlow);
    const late = () => answer;
    expect((await triggers.define.after(late)(defineEvent())).response).toEqual(refused);
    expect(lastLine(triggers)).toMatchObject({
      decision: 'fail',
      challenge: 'own',
      error: { code: 'middleware', message: 'a middleware changed the response' },
    });
    expect((await triggers.verify.after(late)(ownAnswer('wrong'))).response).toEqual({ answerCorrect: false });
    await expect(triggers.create.after(late)(createEvent())).rejects.toThrow(sentence);
  });

  test('one that changes the response in place', async () => {
    const { define, verify, create } = triggersOf(ownFlow);
    define.after((request): void => {
      Object.assign(request.response?.response ?? {}, tokens);
    });
    verify.after((request): void => {
      Object.assign(request.response?.response ?? {}, { answerCorrect: true });
    });
    create.after((request): void => {
      Object.assign(request.response?.response.privateChallengeParameters ?? {}, { 'countersign:position': '[]' });
    });
    expect((await define(defineEvent())).response).toEqual(refused);
    expect((await verify(ownAnswer('wrong'))).response).toEqual({ answerCorrect: false });
    await expect(create(createEvent())).rejects.toThrow(sentence);
  });

  test('one that recovers from an error by an answer', async () => {
    const fail = (): void => {
      throw new Error('a bug');
    };
    const { define, verify } = triggersOf(emailFlow);
    define.before(fail).onError((request) => ({ ...request.event, response: { ...tokens } }));
    verify.before(fail).onError((request) => ({ ...request.event, response: { answerCorrect: true } }));
    expect((await define(defineEvent({ session: passed }))).response).toEqual(refused);
    expect((await verify(ownAnswer('right'))).response).toEqual({ answerCorrect: false });
  });

  test('one that keeps the tokens of another sign-in', async () => {
    const { define } = triggersOf(emailFlow);
    let kept: DefineAuthChallengeEvent | null | undefined;
    define.after((request) => {
      kept ??= request.response;
      return kept;
    });
    expect((await define(defineEvent({ session: passed }))).response).toEqual(tokens);
    expect((await define(defineEvent())).response).toEqual(refused);
  });

  test('one that changes what Cognito vouches for', async () => {
    const { define, verify } = triggersOf(emailFlow);
    define.before((request): void => {
      request.event.request.session.push(...passed);
      request.event.request.userNotFound = false;
    });
    expect((await define(defineEvent())).response).toEqual(asked);
    expect((await define(defineEvent({ userNotFound: true, session: passed }))).response).toEqual(refused);

    const unknown = triggersOf(ownFlow).verify.before((request): void => {
      request.event.request.userNotFound = false;
      request.event.request.privateChallengeParameters['countersign:position'] = '[1,"own",0,"",[]]';
    });
    const event = ownAnswer('right');
    event.request.userNotFound = true;
    expect((await unknown(event)).response).toEqual({ answerCorrect: false });
    const noPosition = verifyEvent({ privateChallengeParameters: {}, challengeAnswer: 'right' });
    expect((await unknown(noPosition)).response).toEqual({ answerCorrect: false });
    expect((await verify(noPosition)).response).toEqual({ answerCorrect: false });
  });

  test('nor does an error at the door of another: sign-ins at once keep apart', async () => {
    const { define } = triggersOf(emailFlow);
    define.before(async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => define(defineEvent({ session: index % 2 ? passed : [] }))),
    );
    for (const [index, { response }] of answers.entries()) expect(response).toEqual(index % 2 ? tokens : asked);
  });
});

test('a middleware typed for one event fits its trigger', async () => {
  const { create } = triggersOf(emailFlow);
  const seen: string[] = [];
  const typed: middy.MiddlewareObj<CreateAuthChallengeEvent> = {
    before: ({ event }): void => {
      seen.push(event.request.challengeName);
    },
  };
  await create.use(typed)(createEvent());
  expect(seen).toEqual(['CUSTOM_CHALLENGE']);
});
