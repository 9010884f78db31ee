import { timingSafeEqual } from 'node:crypto';
import { defineChallenge, defineFlow } from '../../../../lib/flow/index.ts';

/** The least that a challenge can do, so that the bench measures the pool and not what a challenge sends. */
const echo = defineChallenge({
  factor: 'knowledge',
  needs: { attributes: { decides: ['email'] } },
  create: ({ user }) => ({ parameters: { hint: 'your e-mail address' }, privateParameters: user.attributes }),
  decoy: () => ({ parameters: { hint: 'your e-mail address' }, privateParameters: { email: '' } }),
  verify: ({ answer, privateParameters: { email = '' } }) =>
    answer.length === email.length && timingSafeEqual(Buffer.from(answer), Buffer.from(email)),
});

export const signIn = defineFlow({ echo }, function* ({ pass }) {
  yield* pass('echo');
});
