import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, invalidParameter } from '../../../protocol/index.ts';
import type { LocalMfaFactor } from '../../model.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { SelectMfaTypeState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, asked, type SignInOfUser } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';
import { askForCode } from './second-factor-code.ts';
import { askForSoftwareToken } from './software-token-mfa.ts';

/** Asks for one factor. */
export const askForFactor = (
  signIn: SignInOfUser,
  factor: LocalMfaFactor,
  context: SignInContext,
): AuthenticationResponse | Promise<AuthenticationResponse> =>
  factor === 'SOFTWARE_TOKEN_MFA'
    ? askForSoftwareToken(signIn, context)
    : askForCode(signIn, factor, undefined, context);

/** Asks which factor it shall be. */
export function askWhichFactor(
  signIn: SignInOfUser,
  factors: readonly LocalMfaFactor[],
  context: Pick<SignInContext, 'sessions'>,
): AuthenticationResponse {
  const state = { challenge: 'SELECT_MFA_TYPE', progress: signIn.progress, factors } as const;
  // The developer guide calls it MFAS_CAN_SELECT; clients read this name (docs/cognito.md#52-challenges).
  return ask(signIn, { state, parameters: { MFAS_CAN_CHOOSE: JSON.stringify(factors) } }, context);
}

/** @see docs/cognito.md#52-challenges */
export const selectMfaType: ChallengeKind<SelectMfaTypeState> = {
  async answer({ responses, state, ...signIn }, context) {
    const answer = requiredParameter(responses, 'ANSWER');
    const { user } = signIn;
    if (!user) throw incorrectUsernameOrPassword();
    // The API reference's prose says EMAIL_MFA.
    const wanted = answer === 'EMAIL_MFA' ? 'EMAIL_OTP' : answer;
    const factor = state.factors.find((offered) => offered === wanted);
    if (!factor) {
      // Not documented.
      throw invalidParameter(`ANSWER must be one of ${state.factors.join(', ')}`);
    }
    return asked(await askForFactor({ ...signIn, user }, factor, context));
  },
};
