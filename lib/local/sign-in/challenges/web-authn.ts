import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import type { AuthenticationResponse } from '../../../protocol/index.ts';
import type { LocalPoolDefinition } from '../../model.ts';
import {
  authenticationOptions,
  type PasskeyQuestion,
  readAssertion,
  verifyAssertion,
} from '../../passkeys/relying-party.ts';
import type { PoolServices } from '../../request/operation.ts';
import type { StoredUser } from '../../store/users.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { mfaDemand } from '../mfa-demand.ts';
import type { Progress } from '../session-state.ts';
import { type Answered, type Attempt, ask, type ChallengeKind, passed, type SigningIn } from '../signing-in.ts';

/** A passkey that is to sign. */
export interface WebAuthnState {
  readonly challenge: 'WEB_AUTHN';
  readonly progress: Progress;
  readonly question: PasskeyQuestion;
}

/** A question for a user's passkeys, and the options by which a browser answers it. */
export async function questionFor(
  user: StoredUser,
  pool: LocalPoolDefinition,
  { store }: PoolServices,
): Promise<{ readonly question: PasskeyQuestion; readonly options: string }> {
  // One that stands for MFA has to verify its user.
  const isBoth = mfaDemand(pool, user, store.mfa.find(user)).kind !== 'none';
  const userVerification = isBoth ? 'required' : (pool.webAuthn?.userVerification ?? 'preferred');
  const options = await authenticationOptions(pool, userVerification, store.passkeys.list(user));
  return { question: { challenge: options.challenge, userVerification }, options: JSON.stringify(options) };
}

/** Asks a passkey to sign. */
export async function askPasskey(signIn: SigningIn, services: PoolServices): Promise<AuthenticationResponse> {
  const { user, at, progress, userName } = signIn;
  const { question, options } = await questionFor(user, at.pool, services);
  const parameters = { CREDENTIAL_REQUEST_OPTIONS: options, USERNAME: userName };
  return ask(signIn, 'WEB_AUTHN', { challenge: 'WEB_AUTHN', progress, question }, parameters, services);
}

/**
 * Checks a passkey's answer, and notes its counter. What Cognito says to a wrong one isn't documented: its general text.
 *
 * @throws CognitoError NotAuthorizedException
 */
export async function checkPasskey(
  attempt: Attempt,
  credential: string,
  question: PasskeyQuestion,
  { store }: PoolServices,
): Promise<Answered> {
  const { user, at } = attempt;
  const assertion = readAssertion(credential);
  const passkey = user && assertion ? store.passkeys.find(user, assertion.id) : undefined;
  if (!user || !assertion || !passkey) throw incorrectUsernameOrPassword();
  const counter = await verifyAssertion(assertion, question, passkey, user, at.pool);
  if (counter === undefined || !store.passkeys.count(passkey, counter)) throw incorrectUsernameOrPassword();
  return passed(attempt, 'WEB_AUTHN', user);
}

/** Reference 5.2. */
export const webAuthn: ChallengeKind<WebAuthnState> = {
  answer: ({ state, responses, ...attempt }, services) =>
    checkPasskey(attempt, requiredParameter(responses, 'CREDENTIAL'), state.question, services),
};
