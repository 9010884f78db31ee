import { emailOtp } from '../../lib/challenges/index.ts';
import { type ChallengeHandlers, type ChallengeNeeds, defineChallenge, defineFlow } from '../../lib/flow/index.ts';

/** A challenge of the user's own, in a module of its own. */
export const ownChallenge = () =>
  defineChallenge({
    factor: 'knowledge',
    attempts: 2,
    needs: { attributes: { uses: ['name'] } },
    load: () => import('./own-challenge-handlers.ts'),
  });

/** One that proves nothing, inline: the right answer is `human`. */
export const captcha = () =>
  defineChallenge({
    factor: 'none',
    create: () => ({ parameters: { picture: 'real' } }),
    decoy: () => ({ parameters: { picture: 'real' } }),
    verify: ({ answer }) => answer === 'human',
  });

/** A challenge whose parts do what a test wants. */
export const challengeThat = (parts: Partial<ChallengeHandlers>, needs: ChallengeNeeds = {}) =>
  defineChallenge({
    factor: 'knowledge',
    needs,
    create: () => ({ parameters: {} }),
    decoy: () => ({ parameters: {} }),
    verify: () => false,
    ...parts,
  });

/** A flow of one such challenge. */
export const flowThat = (parts: Partial<ChallengeHandlers>, needs: ChallengeNeeds = {}) =>
  defineFlow({ own: challengeThat(parts, needs) }, function* ({ pass }) {
    yield* pass('own');
  });

export const emailFlow = defineFlow({ emailOtp: emailOtp() }, function* ({ pass }) {
  yield* pass('emailOtp');
});

export const longFlow = defineFlow(
  { captcha: captcha(), own: ownChallenge(), emailOtp: emailOtp() },
  function* ({ pass, choose, user }) {
    yield* pass('captcha');
    yield* choose('own', 'emailOtp');
    if (user.is('custom:role', 'admin')) yield* pass('own');
  },
);

export const passwordFlow = defineFlow({ own: ownChallenge() }, function* ({ password, pass }) {
  yield* password();
  yield* pass('own');
});
