import { describe, expect, test } from 'vitest';
import { lambdaContext } from '../../lib/testing/index.ts';
import { timeFor, withDeadline } from '../../lib/triggers/deadline.ts';
import { emailFlow, flowThat } from './flows.ts';
import { createEvent, defineEvent, lastLine, refused, triggersOf, verifyEvent } from './setup.ts';

const soon = () => lambdaContext('test', 300);
const never = () => new Promise<never>(() => {});

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
  test('the signal aborts, with the reason', async () => {
    const reasons: unknown[] = [];
    const flow = flowThat({
      create: ({ signal }) => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return never();
      },
    });
    const triggers = triggersOf(flow);
    await expect(triggers.create(createEvent(), soon())).rejects.toThrow('Something went wrong');
    expect(reasons).toMatchObject([{ code: 'deadline', message: expect.stringContaining('took longer than') }]);
    expect(lastLine(triggers)).toMatchObject({ decision: 'fail', challenge: 'own', error: { code: 'deadline' } });
  });

  test('a challenge that ignores the signal is abandoned: wrong', async () => {
    const { verify } = triggersOf(flowThat({ verify: never }));
    const event = verifyEvent({
      privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' },
      challengeAnswer: 'a',
    });
    expect((await verify(event, soon())).response).toEqual({ answerCorrect: false });
  });

  test('a middleware that hangs is abandoned: refused', async () => {
    const { define } = triggersOf(emailFlow);
    define.before(never);
    expect((await define(defineEvent(), soon())).response).toEqual(refused);
  });

  test('an answer that comes late changes nothing', async () => {
    const late = flowThat({ verify: () => new Promise((resolve) => setTimeout(() => resolve(true), 150)) });
    const { verify, lines } = triggersOf(late);
    const event = verifyEvent({
      privateChallengeParameters: { 'countersign:position': '[1,"own",0,"",[]]' },
      challengeAnswer: 'a',
    });
    expect((await verify(event, soon())).response).toEqual({ answerCorrect: false });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(lines).toHaveLength(1);
  });
});
