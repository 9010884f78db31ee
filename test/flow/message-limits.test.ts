import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeLimits } from '../../lib/flow/challenge-limits.ts';
import { defineChallenge, FlowDefinitionError, type LimitOptions } from '../../lib/flow/index.ts';
import { type MessageLimits, takeMessageLimits } from '../../lib/flow/message-limits.ts';

const DEFAULTS = { burst: 5, every: 600, perDay: 20, perDestination: 20, pause: 30, share: 30, lifetime: 600 };

const challenge = (limits: LimitOptions | undefined, more: object = {}) =>
  defineChallenge({
    factor: 'possession',
    ...(limits && { limits }),
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
    ...more,
  });
const deliver = () => {};

describe('limits of messages', () => {
  test('are the defaults where a challenge says no more than that it has messages', () => {
    expect(challenge({ messages: {} }, { deliver }).limits.messages).toEqual(DEFAULTS);
    expect(challenge(undefined).limits).not.toHaveProperty('messages');
    expect(takeMessageLimits({ perDay: undefined } as never)).toEqual(DEFAULTS);
  });

  test('are what is stated, of all the rest the defaults, and a message is shared no longer than it lives', () => {
    expect(takeMessageLimits({ perDay: 3, perHour: 1000 })).toEqual({ ...DEFAULTS, perDay: 3, perHour: 1000 });
    expect(takeMessageLimits({ lifetime: 60 })).toEqual({ ...DEFAULTS, lifetime: 60 });
    expect(takeMessageLimits({ lifetime: 900, share: 900 })).toEqual({ ...DEFAULTS, lifetime: 900, share: 900 });
  });

  test('are taken as they were given', () => {
    const whole = fc.record<MessageLimits>({
      burst: fc.integer({ min: 1, max: 100 }),
      every: fc.integer({ min: 1, max: 86_400 }),
      perDay: fc.integer({ min: 1, max: 1000 }),
      perDestination: fc.integer({ min: 1, max: 10_000 }),
      perHour: fc.integer({ min: 1, max: 10 ** 9 }),
      pause: fc.integer({ min: 1, max: 3600 }),
      share: fc.integer({ min: 0, max: 60 }),
      lifetime: fc.integer({ min: 60, max: 86_400 }),
    });
    fc.assert(
      fc.property(whole, (given) => {
        expect(takeMessageLimits(given)).toEqual(given);
        expect(takeMessageLimits(takeMessageLimits(given))).toEqual(given);
      }),
    );
  });

  test.each<[Partial<Record<keyof MessageLimits, unknown>>, RegExp]>([
    [{ burst: 0 }, /limits\.messages\.burst must be a whole number from 1 to 100, got 0/],
    [{ every: 0 }, /limits\.messages\.every/],
    [{ perDay: 1001 }, /limits\.messages\.perDay/],
    [{ perDestination: 0.5 }, /limits\.messages\.perDestination/],
    [{ perHour: '1' }, /limits\.messages\.perHour/],
    [{ pause: 0 }, /limits\.messages\.pause/],
    [{ share: -1 }, /limits\.messages\.share/],
    [{ lifetime: 59 }, /limits\.messages\.lifetime/],
    [{ share: 601 }, /limits\.messages\.share must be no longer than lifetime/],
    [
      { perMinute: 1 } as never,
      /limits\.messages may have burst, every, perDay, perDestination, perHour, pause, share/,
    ],
  ])('may not be %j', (given, message) => {
    expect(() => takeMessageLimits(given as never)).toThrow(message);
    expect(() => challenge({ messages: given as never }, { deliver })).toThrow(FlowDefinitionError);
  });

  test('say how many go out in an hour where each one costs', () => {
    const limited = { factor: 'possession', needs: { senders: ['sms'] } } as const;
    expect(() => takeLimits({ messages: {} }, limited)).toThrow(
      /limits\.messages\.perHour must say how many text messages/,
    );
    expect(takeLimits({ messages: { perHour: 500 } }, limited).messages).toEqual({ ...DEFAULTS, perHour: 500 });
  });

  test.each([
    ['a function that delivers, and no messages', undefined, { deliver }],
    ['messages, and nothing that delivers', { messages: {} }, {}],
    ['messages, and something that is no function', { messages: {} }, { deliver: 'mine' }],
  ])('go with a function that delivers: not %s', (_, limits, more) => {
    expect(() => challenge(limits, more)).toThrow(/deliver must be a function where limits\.messages is stated/);
  });
});
