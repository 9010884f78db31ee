import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lambdaContext } from '../../lib/testing/index.ts';
import { timeFor, withDeadline } from '../../lib/triggers/deadline.ts';
import { emailFlow, flowThat } from './flows.ts';
import { createEvent, defineEvent, lastLine, refused, triggersOf, verifyEvent } from './setup.ts';

/** A function that has 50 ms for its work. */
const soon = () => lambdaContext('test', 300);
/** Work that is still running when its time is over. */
const hang = () => {
  vi.advanceTimersByTime(50);
  return new Promise<never>(() => {});
};

describe('the time of an invocation', () => {
  test('is 4 seconds, or what the function has left', () => {
    const left = (milliseconds: unknown) => timeFor({ getRemainingTimeInMillis: () => milliseconds });
    expect(left(60_000)).toBe(4000);
    expect(left(3000)).toBe(2750);
    expect(left(100)).toBe(0);
    expect(left(-5)).toBe(0);
    expect(left('soon')).toBe(4000);
    for (const context of [undefined, null, {}, { getRemainingTimeInMillis: 5 }]) expect(timeFor(context)).toBe(4000);
  });

  test('is read from a context that counts in itself', () => {
    const context = {
      left: 1250,
      getRemainingTimeInMillis() {
        return this.left;
      },
    };
    expect(timeFor(context)).toBe(1000);
  });
});

test('work that ends in time is untouched', async () => {
  let aborted = false;
  const work = withDeadline(1000, async (signal) => {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    return 'done';
  });
  expect(await work).toBe('done');
  expect(aborted).toBe(false);
});

describe('past the deadline', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('the signal aborts, with the reason', async () => {
    const reasons: unknown[] = [];
    const flow = flowThat({
      create: ({ signal }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return hang();
      },
    });
    const triggers = triggersOf(flow);
    await expect(triggers.create(createEvent(), soon())).rejects.toThrow('Something went wrong');
    expect(reasons).toMatchObject([{ code: 'deadline', message: expect.stringContaining('took longer than') }]);
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', challenge: 'own', error: { code: 'deadline' } });
  });

  test.each([400, 1000, 3500])('a send that hangs answers as one that went out, with %i ms left', async (left) => {
    const hanging = ((_input: URL, { signal }: RequestInit) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        vi.advanceTimersByTime((left - 250) * 0.95);
      })) as typeof fetch;
    const triggers = triggersOf(emailFlow, { fetch: hanging });
    const { response } = await triggers.create(createEvent(), lambdaContext('test', left));
    expect(response.publicChallengeParameters).toMatchObject({ challenge: 'emailOtp', deliveredTo: 'a***@e***' });
    expect(triggers.lines.at(-2)?.fields).toMatchObject({
      ...{ trigger: 'DeliverMessage', decision: 'fail' },
      error: { code: 'message-maybe-sent' },
    });
    expect(lastLine(triggers)).toMatchObject({ decision: 'create' });
  });

  test('a challenge that ignores the signal is abandoned: wrong', async () => {
    const { verify } = triggersOf(flowThat({ verify: hang }));
    const event = verifyEvent({
      privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' },
      challengeAnswer: 'a',
    });
    expect((await verify(event, soon())).response).toEqual({ answerCorrect: false });
  });

  test('a middleware that hangs is abandoned: refused', async () => {
    const { define } = triggersOf(emailFlow);
    define.before(hang);
    expect((await define(defineEvent(), soon())).response).toEqual(refused);
  });

  test('an answer that comes late changes nothing', async () => {
    const answer = Promise.withResolvers<boolean>();
    const late = flowThat({ verify: () => Promise.race([hang(), answer.promise]) });
    const { verify, lines } = triggersOf(late);
    const event = verifyEvent({
      privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' },
      challengeAnswer: 'a',
    });
    expect((await verify(event, soon())).response).toEqual({ answerCorrect: false });
    answer.resolve(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toHaveLength(1);
  });
});
