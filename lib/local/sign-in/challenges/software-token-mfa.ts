import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../../protocol/index.ts';
import type { StoredUser } from '../../store/users.ts';
import { checkTotp, type TotpResult } from '../../users/totp.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { SoftwareTokenState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, passed, type SignInOfUser } from '../sign-in-under-way.ts';
import { isRightFactor } from '../wrong-answers.ts';
import type { ChallengeKind } from './challenge-kind.ts';

/** Asks for a code of the user's authenticator app. */
export function askForSoftwareToken(
  signIn: SignInOfUser,
  context: Pick<SignInContext, 'sessions' | 'store'>,
): AuthenticationResponse {
  const { user, userName, progress } = signIn;
  const name = context.store.mfa.find(user).softwareToken?.name ?? null;
  const parameters = { ...(name !== null && { FRIENDLY_DEVICE_NAME: name }), USER_ID_FOR_SRP: userName };
  return ask(signIn, { state: { challenge: 'SOFTWARE_TOKEN_MFA', progress }, parameters }, context);
}

/** Takes a code, once. */
function takeCode(
  code: string,
  user: StoredUser,
  { store, now }: Pick<SignInContext, 'store' | 'now'>,
): TotpResult['kind'] {
  const { softwareToken } = store.mfa.find(user);
  if (!softwareToken) {
    throw new CognitoError('SoftwareTokenMFANotFoundException', 'Software Token MFA does not exist for the user.');
  }
  const result = checkTotp(code, softwareToken.secret, softwareToken.lastStep, now());
  if (result.kind === 'right') store.mfa.change(user, { softwareToken: { ...softwareToken, lastStep: result.step } });
  return result.kind;
}

/** @see docs/cognito.md#52-challenges */
export const softwareTokenMfa: ChallengeKind<SoftwareTokenState> = {
  async answer({ responses, state: _, ...signIn }, context) {
    const code = requiredParameter(responses, 'SOFTWARE_TOKEN_MFA_CODE');
    const { user } = signIn;
    if (!user) throw incorrectUsernameOrPassword();
    let isUsed = false;
    const isRight = (): boolean => {
      const result = takeCode(code, user, context);
      // A used one is no guess.
      isUsed = result === 'used';
      return result !== 'wrong';
    };
    if (!(await isRightFactor(user, isRight, context))) {
      throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
    }
    if (isUsed) {
      throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
    }
    // Seen (aws-amplify/amplify-js#3876, docs/cognito.md#7-mfa-lockouts-plans): in CUSTOM_AUTH tokens follow, and
    // Define isn't asked again.
    const { defineSession: _define, ...progress } = signIn.progress;
    return passed({ ...signIn, progress }, 'SOFTWARE_TOKEN_MFA', user);
  },
};
