import { timingSafeEqual } from 'node:crypto';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';
import { MemoryLedger, Outbox, SimulatedClock, type SimulateOptions } from '../../lib/testing/index.ts';

/** Alice, who can be mailed. */
export const alice = {
  attributes: {
    sub: '6f9a2c1e-0b7d-4c35-9a55-3f1d2e4b8c70',
    email_verified: 'true',
    'cognito:user_status': 'CONFIRMED',
    email: 'alice@example.com',
  },
} as const;

/** The example: an e-mailed code. */
export const byEmail = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});

/** A challenge of one's own, which is passed by a word. */
export const colour = () =>
  defineChallenge({
    factor: 'knowledge',
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: ({ answer }) => answer === 'blue',
  });

/** What visits of one person share. */
export function shared(): Required<Pick<SimulateOptions, 'ledger' | 'clock' | 'outbox'>> {
  const clock = new SimulatedClock(Date.UTC(2026, 10, 26, 9));
  return { ledger: new MemoryLedger(), clock, outbox: new Outbox({ now: clock.now }) };
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** A challenge of one's own, whose answer is an object. */
const pin = () =>
  defineChallenge({
    factor: 'knowledge',
    attempts: 2,
    create: ({ attempt }) => ({ parameters: { length: '4' }, state: `seen ${attempt}` }),
    decoy: () => ({ parameters: { length: '4' } }),
    parseAnswer: (text: string): { pin: string } => JSON.parse(text),
    verify: ({ answer }) => same(answer.pin, '4711'),
  });

/** The user picks one of two. */
export const byChoice = defineFlow({ emailOtp: emailOtp(), pin: pin() }, function* ({ choose }) {
  yield* choose('emailOtp', 'pin');
});

/** The password first, then a code. */
export const byPassword = defineFlow({ emailOtp: emailOtp() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('emailOtp');
});
