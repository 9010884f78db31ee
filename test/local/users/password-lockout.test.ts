import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PasswordLockout } from '../../../lib/local/users/password-lockout.ts';
import { SimulatedClock } from '../../../lib/testing/index.ts';

const wrong = async (): Promise<boolean> => false;
const right = async (): Promise<boolean> => true;

/** What comes of an attempt: right, wrong, or locked. */
const outcome = (attempt: Promise<boolean>): Promise<string> =>
  attempt.then(
    (isRight) => (isRight ? 'right' : 'wrong'),
    (error) => error.message,
  );

const LOCKED = 'Password attempts exceeded';

// docs/cognito.md#7-mfa-lockouts-plans
describe('wrong passwords', () => {
  it('lock a name out for a second after the fifth, then twice as long each, up to 15 minutes', async () => {
    const clock = new SimulatedClock(0);
    const lockout = new PasswordLockout({ now: clock.now });
    for (let failure = 1; failure < 5; failure++) expect(await outcome(lockout.attempt('alice', wrong))).toBe('wrong');
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expect(await outcome(lockout.attempt('alice', wrong))).toBe('wrong');
      clock.advance({ seconds: seconds - 0.001 });
      expect(await outcome(lockout.attempt('alice', right))).toBe(LOCKED);
      expect(await outcome(lockout.attempt('bob', right))).toBe('right');
      clock.advance({ seconds: 0.001 });
    }
    expect(await outcome(lockout.attempt('alice', right))).toBe('right');
  });

  it('are forgotten after 15 minutes without an attempt', async () => {
    const clock = new SimulatedClock(0);
    const lockout = new PasswordLockout({ now: clock.now });
    for (let round = 0; round < 3; round++) {
      for (let failure = 1; failure <= 4; failure++) {
        expect(await outcome(lockout.attempt('alice', wrong))).toBe('wrong');
      }
      clock.advance({ seconds: 900 });
    }
  });

  it('check nothing while locked, and never two at once', async () => {
    const clock = new SimulatedClock(0);
    const lockout = new PasswordLockout({ now: clock.now });
    let running = 0;
    let checks = 0;
    const slow = async (): Promise<boolean> => {
      expect(++running).toBe(1);
      checks++;
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return false;
    };
    await Promise.all(Array.from({ length: 20 }, () => outcome(lockout.attempt('alice', slow))));
    expect(checks).toBe(5);
  });

  it('do not end where a check fails by itself', async () => {
    const lockout = new PasswordLockout({ now: () => 0 });
    const broken = async (): Promise<boolean> => {
      throw new Error('no such table');
    };
    const tries = [lockout.attempt('alice', broken), lockout.attempt('alice', right)];
    expect(await Promise.all(tries.map(outcome))).toEqual(['no such table', 'right']);
  });

  it('are counted for each name apart, whatever comes in whatever order', async () => {
    const act = fc.record({
      name: fc.constantFrom('alice', 'bob'),
      isRight: fc.boolean(),
      wait: fc.nat({ max: 1500 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
        const clock = new SimulatedClock(0);
        const lockout = new PasswordLockout({ now: clock.now });
        const model = new Map<string, { count: number; until: number }>();
        for (const { name, isRight, wait } of acts) {
          clock.advance({ seconds: wait / 1000 });
          const { count, until } = model.get(name) ?? { count: 0, until: 0 };
          const said = await outcome(lockout.attempt(name, isRight ? right : wrong));
          if (clock.now() < until) expect(said).toBe(LOCKED);
          else if (isRight) {
            expect(said).toBe('right');
            model.delete(name);
          } else {
            expect(said).toBe('wrong');
            const lockedFor = count + 1 < 5 ? 0 : Math.min(1000 * 2 ** (count - 4), 900_000);
            model.set(name, { count: count + 1, until: clock.now() + lockedFor });
          }
        }
      }),
    );
  });

  it('of the oldest names are forgotten beyond their number', async () => {
    const lockout = new PasswordLockout({ now: () => 0, most: 1 });
    for (let failure = 1; failure <= 5; failure++) await lockout.attempt('alice', wrong);
    expect(await outcome(lockout.attempt('alice', right))).toBe(LOCKED);
    await lockout.attempt('bob', wrong);
    expect(await outcome(lockout.attempt('alice', right))).toBe('right');
  });
});
