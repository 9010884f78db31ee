import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import type { AuthenticationResponse } from '../../../protocol/index.ts';
import type { LocalPoolDefinition } from '../../model.ts';
import {
  authenticationOptions,
  type PasskeyQuestion,
  readAssertion,
  verifyAssertion,
} from '../../passkeys/relying-party.ts';
import type { StoredUser } from '../../store/users.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { mfaDemand } from '../mfa-demand.ts';
import type { WebAuthnState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, passed, type SignInOfUser, type SignInOutcome, type SignInUnderWay } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';

/** A question for a user's passkeys, and the options by which a browser answers it. */
export async function questionFor(
  user: StoredUser,
  pool: LocalPoolDefinition,
  { store }: Pick<SignInContext, 'store'>,
): Promise<{ readonly question: PasskeyQuestion; readonly options: string }> {
  // One that stands for MFA has to verify its user.
  const isBoth = mfaDemand(pool, user, store.mfa.find(user)).kind !== 'none';
  const userVerification = isBoth ? 'required' : (pool.webAuthn?.userVerification ?? 'preferred');
  const options = await authenticationOptions(pool, userVerification, store.passkeys.list(user));
  return { question: { challenge: options.challenge, userVerification }, options: JSON.stringify(options) };
}

/** Asks a passkey to sign. */
export async function askPasskey(
  signIn: SignInOfUser,
  context: Pick<SignInContext, 'sessions' | 'store'>,
): Promise<AuthenticationResponse> {
  const { user, at, progress, userName } = signIn;
  const { question, options } = await questionFor(user, at.pool, context);
  const parameters = { CREDENTIAL_REQUEST_OPTIONS: options, USERNAME: userName };
  return ask(signIn, { state: { challenge: 'WEB_AUTHN', progress, question }, parameters }, context);
}

/**
 * Checks a passkey's answer, and notes its counter. What Cognito says to a wrong one isn't documented: its general text.
 *
 * @throws CognitoError NotAuthorizedException
 */
export async function checkPasskey(
  signIn: SignInUnderWay,
  credential: string,
  question: PasskeyQuestion,
  { store }: Pick<SignInContext, 'store'>,
): Promise<SignInOutcome> {
  const { user, at } = signIn;
  const assertion = readAssertion(credential);
  const passkey = user && assertion ? store.passkeys.find(user, assertion.id) : undefined;
  if (!user || !assertion || !passkey) throw incorrectUsernameOrPassword();
  const counter = await verifyAssertion(assertion, question, passkey, { user, pool: at.pool });
  if (counter === undefined || !store.passkeys.count(passkey, counter)) throw incorrectUsernameOrPassword();
  return passed(signIn, 'WEB_AUTHN', user);
}

/** @see docs/cognito.md#52-challenges */
export const webAuthn: ChallengeKind<WebAuthnState> = {
  answer: ({ state, responses, ...signIn }, context) =>
    checkPasskey(signIn, requiredParameter(responses, 'CREDENTIAL'), state.question, context),
};
