import { describe, expect, test } from 'vitest';
import { Outbox, SimulatedClock, simulate } from '../../lib/testing/index.ts';
import { Visit } from '../../lib/testing/simulated-sign-in.ts';
import { alice, byEmail } from './flows.ts';

describe('wrong use', () => {
  test('an option that nobody reads', async () => {
    await expect(simulate(byEmail, alice, { sessionMinuts: 4 } as never)).rejects.toMatchObject({
      code: 'unknown-option',
      message: expect.stringMatching(/^simulate's options may have handlers, clock, .*, no other, got sessionMinuts$/),
    });
  });

  const parts = {
    subject: { region: 'r', userPoolId: 'r_1', clientId: 'c', userName: 'u', userAttributes: {} },
    clock: new SimulatedClock(0),
    outbox: new Outbox(),
    events: [],
    log: [],
    errors: [],
    flowError: () => undefined,
    faults: [],
    sessionMinutes: 3,
  };

  test('a visit that has not begun', () => {
    const visit = new Visit({ ...parts, invoke: async () => undefined });
    expect(() => visit.step).toThrow('the sign-in has not begun: await simulate(…)');
  });

  test('an invocation that fails on its own is no refusal', async () => {
    const visit = new Visit({ ...parts, invoke: () => Promise.reject(new TypeError('no network')) });
    await expect(visit.begin()).rejects.toThrow('no network');
  });

  test('an answer after the end', async () => {
    const visit = await simulate(byEmail, alice);
    await visit.answer(visit.outbox.lastCode());
    await expect(visit.answer('123456')).rejects.toThrow('the sign-in has ended (signedIn)');
  });

  test('two answers to one challenge: the second finds the session used', async () => {
    const visit = await simulate(byEmail, alice);
    const code = visit.outbox.lastCode();
    const [first, second] = await Promise.allSettled([visit.answer(code), visit.answer(code)]);
    expect(first).toMatchObject({ value: { name: 'signedIn' } });
    expect(second).toMatchObject({
      reason: { message: 'Invalid session for the user, session can only be used once.' },
    });
  });

  test('a choice where there is none', async () => {
    const visit = await simulate(byEmail, alice);
    await expect(visit.choose('emailOtp' as never)).rejects.toThrow('there is nothing to choose: the step is emailOtp');
  });

  test.each([
    ['an attribute that is no text', { attributes: { email_verified: true } }, {}, 'email_verified is a boolean'],
    ['a session too short', alice, { sessionMinutes: 1 }, 'sessionMinutes must be from 3 to 15'],
    ['a session too long', alice, { sessionMinutes: 16 }, 'sessionMinutes must be from 3 to 15'],
    ['a pool without region', alice, { userPoolId: 'pool' }, 'a user pool\'s id is REGION_ID, got "pool"'],
  ])('%s', async (_, user, options, message) => {
    await expect(simulate(byEmail, user as typeof alice, options)).rejects.toThrow(message);
  });

  test('a clock that starts nowhere, or is turned back', () => {
    expect(() => new SimulatedClock(Number.NaN)).toThrow('a clock starts at a point in time, got NaN');
    const clock = new SimulatedClock(new Date(0));
    clock.advance({ hours: 1, minutes: 1, seconds: 1, milliseconds: 1 });
    expect(clock.now()).toBe(3_661_001);
    expect(() => clock.advance({ seconds: -1 })).toThrow('a clock moves on, never back: got {"seconds":-1}');
  });
});
