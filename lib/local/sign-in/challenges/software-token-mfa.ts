import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../../protocol/index.ts';
import type { PoolServices } from '../../request/operation.ts';
import type { StoredUser } from '../../store/users.ts';
import { checkTotp, type TotpResult } from '../../users/totp.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { attemptFactor } from '../factor-attempts.ts';
import type { Progress } from '../session-state.ts';
import { ask, type ChallengeKind, passed, type SigningIn } from '../signing-in.ts';

/** A code of the user's authenticator app is asked. */
export interface SoftwareTokenState {
  readonly challenge: 'SOFTWARE_TOKEN_MFA';
  readonly progress: Progress;
}

/** Asks for a code of the user's authenticator app. */
export function askForSoftwareToken(signIn: SigningIn, services: PoolServices): AuthenticationResponse {
  const { user, userName, progress } = signIn;
  const name = services.store.mfa.find(user).softwareToken?.name ?? null;
  const parameters = { ...(name !== null && { FRIENDLY_DEVICE_NAME: name }), USER_ID_FOR_SRP: userName };
  return ask(signIn, 'SOFTWARE_TOKEN_MFA', { challenge: 'SOFTWARE_TOKEN_MFA', progress }, parameters, services);
}

/** Takes a code, once. */
function takeCode(code: string, user: StoredUser, { store, now }: PoolServices): TotpResult['kind'] {
  const { softwareToken } = store.mfa.find(user);
  if (!softwareToken) {
    throw new CognitoError('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.');
  }
  const result = checkTotp(code, softwareToken.secret, softwareToken.lastStep, now());
  if (result.kind === 'right') store.mfa.change(user, { softwareToken: { ...softwareToken, lastStep: result.step } });
  return result.kind;
}

/** Reference 5.2. */
export const softwareTokenMfa: ChallengeKind<SoftwareTokenState> = {
  async answer({ responses, state: _, ...attempt }, services) {
    const code = requiredParameter(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    const { user } = attempt;
    if (!user) throw incorrectUsernameOrPassword();
    let isUsed = false;
    const isRight = (): boolean => {
      const result = takeCode(code, user, services);
      // A used one is no guess.
      isUsed = result === 'used';
      return result !== 'wrong';
    };
    if (!(await attemptFactor(user, isRight, services))) {
      throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
    }
    if (isUsed) {
      throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
    }
    // OBSERVED (amplify-js#3876, reference 7): in CUSTOM_AUTH tokens follow, and Define isn't asked again.
    const { defineSession: _define, ...progress } = attempt.progress;
    return passed({ ...attempt, progress }, 'SOFTWARE_TOKEN_MFA', user);
  },
};
