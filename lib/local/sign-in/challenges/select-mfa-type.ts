import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../../protocol/index.ts';
import type { LocalMfaFactor } from '../../model.ts';
import type { Call, PoolServices } from '../../request/operation.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { Progress } from '../session-state.ts';
import { ask, type ChallengeKind, type SigningIn } from '../signing-in.ts';
import { askForCode } from './second-factor-code.ts';
import { askForSoftwareToken } from './software-token-mfa.ts';

/** The user has several factors, and prefers none. */
export interface SelectMfaTypeState {
  readonly challenge: 'SELECT_MFA_TYPE';
  readonly progress: Progress;
  readonly factors: readonly LocalMfaFactor[];
}

/** Asks for one factor. */
export const askForFactor = (
  signIn: SigningIn,
  factor: LocalMfaFactor,
  services: PoolServices,
  call: Call,
): AuthenticationResponse | Promise<AuthenticationResponse> =>
  factor === 'SOFTWARE_TOKEN_MFA'
    ? askForSoftwareToken(signIn, services)
    : askForCode(signIn, factor, undefined, services, call);

/** Asks which factor it shall be. */
export function askWhichFactor(
  signIn: SigningIn,
  factors: readonly LocalMfaFactor[],
  services: PoolServices,
): AuthenticationResponse {
  const state = { challenge: 'SELECT_MFA_TYPE', progress: signIn.progress, factors } as const;
  // The developer guide calls it MFAS_CAN_SELECT; clients read this name (reference 5.2).
  return ask(signIn, 'SELECT_MFA_TYPE', state, { MFAS_CAN_CHOOSE: JSON.stringify(factors) }, services);
}

/** Reference 5.2. */
export const selectMfaType: ChallengeKind<SelectMfaTypeState> = {
  async answer({ responses, state, ...attempt }, services, call) {
    const answer = requiredParameter(responses, 'ANSWER');
    const { user } = attempt;
    if (!user) throw incorrectUsernameOrPassword();
    // The API reference's prose says EMAIL_MFA.
    const wanted = answer === 'EMAIL_MFA' ? 'EMAIL_OTP' : answer;
    const factor = state.factors.find((offered) => offered === wanted);
    if (!factor) {
      // Not documented.
      throw new CognitoError('InvalidParameterException', `ANSWER must be one of ${state.factors.join(', ')}`);
    }
    return { kind: 'asked', response: await askForFactor({ ...attempt, user }, factor, services, call) };
  },
};
