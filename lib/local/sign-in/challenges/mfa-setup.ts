import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, invalidParameter } from '../../../protocol/index.ts';
import type { LocalMfaFactor } from '../../model.ts';
import { assertAttributes } from '../../users/schema-rules.ts';
import { assertNothingSetUp } from '../mfa-demand.ts';
import type { MfaSetupState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, asked, passed, type SignInOfUser } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';
import { askForCode } from './second-factor-code.ts';

/** Asks to set up a factor. */
export function askForSetUp(
  signIn: SignInOfUser,
  factors: readonly LocalMfaFactor[],
  context: Pick<SignInContext, 'sessions'>,
): AuthenticationResponse {
  const state = { challenge: 'MFA_SETUP', progress: signIn.progress, factors, token: { kind: 'none' } } as const;
  return ask(signIn, { state, parameters: { MFAS_CAN_SETUP: JSON.stringify(factors) } }, context);
}

/**
 * An app is set up by AssociateSoftwareToken and VerifySoftwareToken, an e-mail address here.
 *
 * @see docs/cognito.md#52-challenges
 */
export const mfaSetup: ChallengeKind<MfaSetupState> = {
  async answer({ responses, state, ...signIn }, context) {
    const { user, at } = signIn;
    if (!user) throw incorrectUsernameOrPassword();
    const { mfa } = context.store;
    if (state.token.kind === 'verified') {
      mfa.change(user, { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' });
      return passed(signIn, 'MFA_SETUP', user);
    }
    // Amplify sends the first, the developer guide shows the second.
    const email = responses.EMAIL ?? responses.email;
    if (!email || !state.factors.includes('EMAIL_OTP')) {
      // Not documented. SMS can't be set up here: the API reference has the phone number collected and the sign-in begun anew.
      throw invalidParameter(
        `MFA_SETUP takes the Session of VerifySoftwareToken${state.factors.includes('EMAIL_OTP') ? ', or an EMAIL' : ''}`,
      );
    }
    assertAttributes({ email }, at.pool, 'user');
    assertNothingSetUp(user, at.pool, context);
    return asked(await askForCode({ ...signIn, user }, 'EMAIL_OTP', email, context));
  },
};
