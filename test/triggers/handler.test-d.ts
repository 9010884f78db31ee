import type middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { assertType, expectTypeOf, test } from 'vitest';
import type {
  CreateAuthChallengeEvent,
  DefineAuthChallengeEvent,
  VerifyAuthChallengeResponseEvent,
} from '../../lib/protocol/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  type TriggerLog,
  type TriggerMiddleware,
  verifyAuthChallengeResponseHandler,
} from '../../lib/triggers/index.ts';
import { emailFlow } from './flows.ts';

const define = defineAuthChallengeHandler(emailFlow);
const create = createAuthChallengeHandler(emailFlow);
const verify = verifyAuthChallengeResponseHandler(emailFlow);

test('each handler takes and gives the event of its trigger', () => {
  expectTypeOf(define).parameter(0).toEqualTypeOf<DefineAuthChallengeEvent>();
  expectTypeOf(create).parameter(0).toEqualTypeOf<CreateAuthChallengeEvent>();
  expectTypeOf(verify).parameter(0).toEqualTypeOf<VerifyAuthChallengeResponseEvent>();
  expectTypeOf(verify).returns.resolves.toEqualTypeOf<VerifyAuthChallengeResponseEvent>();
  expectTypeOf(define.trigger).toEqualTypeOf<'DefineAuthChallenge'>();
});

test('inline middleware sees the event, the response and the context', () => {
  create.before((request): void => {
    expectTypeOf(request.event).toEqualTypeOf<CreateAuthChallengeEvent>();
    expectTypeOf(request.context).toEqualTypeOf<Context>();
    expectTypeOf(request.response).toEqualTypeOf<CreateAuthChallengeEvent | null | undefined>();
  });
  define.before((request): void => {
    // @ts-expect-error Define gets no answer
    request.event.request.challengeAnswer;
  });
});

test('what middleware keeps is typed for what follows', () => {
  const counting: TriggerMiddleware<'DefineAuthChallenge', { count: number }> = {
    before: ({ internal }): void => {
      internal.count = 1;
    },
  };
  define.use(counting).after(({ internal }): void => {
    expectTypeOf(internal.count).toEqualTypeOf<number>();
  });
  define.use([counting]).after(({ internal }): void => {
    expectTypeOf(internal.count).toEqualTypeOf<number>();
  });
  define.after(({ internal }): void => {
    // @ts-expect-error nobody kept it
    internal.count;
  });
});

test('middleware for any event fits, for another event it does not', () => {
  const any: middy.MiddlewareObj<unknown, unknown> = { before: (): void => {} };
  const forVerify: TriggerMiddleware<'VerifyAuthChallengeResponse'> = {
    before: ({ event }): void => {
      assertType<string>(event.request.challengeAnswer);
    },
  };
  define.use(any);
  verify.use(forVerify);
  // @ts-expect-error Define's event has no answer
  define.use(forVerify);
  // @ts-expect-error a middleware has a before, an after or an onError
  define.use({ befor: (): void => {} });
});

test('nothing replaces the handler itself', () => {
  // @ts-expect-error middy's .handler is not offered
  define.handler;
});

test("Powertools' Logger fits as a log", () => {
  type Attributes = { [key: string]: unknown };
  type Message = string | (Attributes & { message: string });
  type Extra = [Error | string] | Attributes[];
  interface PowertoolsLogger {
    info(input: Message, ...extraInput: Extra): void;
    warn(input: Message, ...extraInput: Extra): void;
    error(input: Message, ...extraInput: Extra): void;
  }
  assertType<TriggerLog>({} as PowertoolsLogger);
});
