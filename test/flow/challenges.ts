import { type Challenge, defineChallenge, type Factor } from '../../lib/flow/index.ts';

/** A challenge of a factor, whose answer is never looked at here; and, where it is to have some, messages. */
export const challenge = (
  factor: Factor = 'possession',
  attempts = 3,
  messages = false,
): Challenge<Record<string, string>, string> =>
  defineChallenge({
    factor,
    attempts,
    ...(messages && { limits: { messages: {} }, deliver: () => {} }),
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  });
