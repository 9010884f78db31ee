import { timingSafeEqual } from 'node:crypto';
import { emailOtp } from '../../lib/challenges/index.ts';
import { defineChallenge, defineFlow } from '../../lib/flow/index.ts';

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
