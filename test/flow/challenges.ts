import { type Challenge, defineChallenge, type Factor } from '../../lib/flow/index.ts';

/** A challenge of a factor, whose answer is never looked at here. */
export const challenge = (factor: Factor = 'possession', attempts = 3): Challenge<Record<string, string>, string> =>
  defineChallenge({
    factor,
    attempts,
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
  });
