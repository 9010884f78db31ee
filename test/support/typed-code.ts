import { defineChallenge } from '../../lib/flow/index.ts';

/** A code that was sent: what type tests make flows of. */
export const code = () =>
  defineChallenge({
    factor: 'possession',
    create: () => ({ parameters: { deliveredTo: 'a***@e***' } }),
    decoy: () => ({ parameters: { deliveredTo: 'b***@e***' } }),
    verify: ({ answer }) => answer === '1',
  });
