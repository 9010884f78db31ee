import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthSessions, type SessionBinding } from '../../../lib/local/sign-in/auth-sessions.ts';
import { SimulatedClock } from '../../../lib/testing/index.ts';

const alice: SessionBinding = {
  userPoolId: 'eu-central-1_EXAMPLE01',
  clientId: 'client',
  userName: 'alice',
  challengeName: 'CUSTOM_CHALLENGE',
};

const word = fc.constantFrom('a', 'b');
const binding = fc.record<SessionBinding>({ userPoolId: word, clientId: word, userName: word, challengeName: word });

describe('auth sessions', () => {
  it('give what was put in, once', () => {
    const sessions = new AuthSessions<number>({ now: () => 0 });
    const token = sessions.open({ ...alice, state: 7 }, 3);
    expect(sessions.take(token, alice).state).toBe(7);
    expect(() => sessions.take(token, alice)).toThrow('Invalid session for the user, session can only be used once.');
  });

  it('are good for nobody but whom they were opened for, and not used up by others', () => {
    fc.assert(
      fc.property(binding, binding, (owner, caller) => {
        const sessions = new AuthSessions<string>({ now: () => 0 });
        const token = sessions.open({ ...owner, state: 'secret' }, 3);
        const same = JSON.stringify(owner) === JSON.stringify(caller);
        if (same) expect(sessions.take(token, caller).state).toBe('secret');
        else {
          expect(() => sessions.take(token, caller)).toThrow(/^Invalid session (provided )?for the user\.$/);
          expect(sessions.take(token, owner).state).toBe('secret');
        }
      }),
    );
  });

  it('are given at most once each, whatever is done in whatever order', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('open' as const), minutes: fc.integer({ min: 3, max: 15 }) }),
      fc.record({ kind: fc.constantFrom('take' as const, 'fail' as const), which: fc.nat({ max: 9 }) }),
      fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 600 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const clock = new SimulatedClock(0);
        const sessions = new AuthSessions<number>({ now: clock.now, most: 5 });
        const opened: { token: string; endsAt: number; given: boolean }[] = [];
        for (const step of acts) {
          if (step.kind === 'open') {
            const token = sessions.open({ ...alice, state: opened.length }, step.minutes);
            opened.push({ token, endsAt: clock.now() + step.minutes * 60_000, given: false });
          } else if (step.kind === 'wait') clock.advance({ seconds: step.seconds });
          else {
            const chosen = opened[step.which];
            if (!chosen) continue;
            if (step.kind === 'fail') {
              sessions.fail(chosen.token);
              continue;
            }
            try {
              expect(sessions.take(chosen.token, alice).state).toBe(step.which);
              expect(chosen.given).toBe(false);
              expect(clock.now()).toBeLessThan(chosen.endsAt);
              expect(opened.length - step.which).toBeLessThanOrEqual(5);
              chosen.given = true;
            } catch (error) {
              if ((error as { code?: string }).code !== 'NotAuthorizedException') throw error;
            }
          }
        }
      }),
    );
  });

  it('are good again where they are given back, as long as they live, and name their owner', () => {
    const clock = new SimulatedClock(0);
    const sessions = new AuthSessions<number>({ now: clock.now });
    const token = sessions.open({ ...alice, state: 7 }, 3);
    for (let wrong = 0; wrong < 6; wrong++) {
      expect(sessions.take(token, alice).state).toBe(7);
      expect(() => sessions.take(token, alice)).toThrow('session can only be used once');
      sessions.giveBack(token);
    }
    expect(sessions.ownerOf(token)).toBe('alice');
    clock.advance({ seconds: 180 });
    expect(() => sessions.take(token, alice)).toThrow('session is expired');
  });

  it('can not be given back once they are spent or have failed', () => {
    const sessions = new AuthSessions<number>({ now: () => 0 });
    const [spent, failed] = [sessions.open({ ...alice, state: 1 }, 3), sessions.open({ ...alice, state: 2 }, 3)];
    for (const token of [spent, failed]) sessions.take(token, alice);
    sessions.spend(spent);
    sessions.fail(failed);
    for (const token of [spent, failed, 'unknown']) sessions.giveBack(token);
    sessions.spend('unknown');
    expect(() => sessions.take(spent, alice)).toThrow('session can only be used once');
    expect(() => sessions.take(failed, alice)).toThrow('Invalid session for the user.');
    expect([spent, failed, 'unknown'].map((token) => sessions.ownerOf(token))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('drop the oldest beyond their number', () => {
    const sessions = new AuthSessions<number>({ now: () => 0, most: 2 });
    const [first, second, third] = [1, 2, 3].map((state) => sessions.open({ ...alice, state }, 3)) as [
      string,
      string,
      string,
    ];
    expect(() => sessions.take(first, alice)).toThrow('Invalid session for the user.');
    expect(sessions.take(second, alice).state).toBe(2);
    expect(sessions.take(third, alice).state).toBe(3);
  });
});
