import { type AuthenticationResponse, type ChallengeName, CognitoError, notAuthorized } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import type { ChallengeState, SessionState, SignInProgress } from './session-state.ts';
import type { SignInContext } from './sign-in-context.ts';

/** A sign-in under way, of a user that may not exist. */
export interface SignInUnderWay {
  readonly at: PoolClient;
  readonly user: StoredUser | undefined;
  /** What the client gets as USERNAME, and has to send back: the real user name, or what stands for it. */
  readonly userName: string;
  readonly progress: SignInProgress;
  /** Of this very call: Cognito keeps none. */
  readonly clientMetadata: TextMap | undefined;
}

/** A sign-in under way, of a user that exists. */
export interface SignInOfUser extends SignInUnderWay {
  readonly user: StoredUser;
}

/** What came of a request: a challenge is asked, or something is passed. A refusal is thrown, as a CognitoError. */
export type SignInOutcome =
  | { readonly kind: 'asked'; readonly response: AuthenticationResponse }
  /** With what was passed added to its progress. */
  | { readonly kind: 'passed'; readonly signIn: SignInOfUser };

/**
 * Asks for something that may come after the first factor; undefined where it isn't due, or has been passed.
 *
 * @throws CognitoError
 */
export type AskIfDue = (
  signIn: SignInOfUser,
  context: SignInContext,
) => AuthenticationResponse | undefined | Promise<AuthenticationResponse | undefined>;

/** Adds what Cognito has just checked. */
export const passed = (signIn: SignInUnderWay, challengeName: ChallengeName, user: StoredUser): SignInOutcome => ({
  kind: 'passed',
  signIn: {
    ...signIn,
    user,
    progress: { ...signIn.progress, passed: [...signIn.progress.passed, challengeName] },
  },
});

/** The outcome of a challenge that is asked. */
export const asked = (response: AuthenticationResponse): SignInOutcome => ({ kind: 'asked', response });

/** A challenge to ask: the state in which it waits, and what the client gets with it. */
export interface ChallengeToAsk<State extends SessionState> {
  readonly state: State;
  readonly parameters: TextMap;
  /** What the session is found by. @default - a fresh token */
  readonly session?: string | undefined;
}

type Asking = Pick<SignInContext, 'sessions'>;

/** Answers with a challenge, and opens its session. */
export const ask = (
  signIn: SignInUnderWay,
  question: ChallengeToAsk<ChallengeState>,
  context: Asking,
): AuthenticationResponse => askAs(question.state.challenge, signIn, question, context);

/** Answers with a challenge of this name, whatever the state is called in which it waits. */
export function askAs(
  challengeName: ChallengeName,
  { at: { pool, client }, userName }: SignInUnderWay,
  { state, parameters, session }: ChallengeToAsk<SessionState>,
  { sessions }: Asking,
): AuthenticationResponse {
  const binding = { userPoolId: pool.userPoolId, clientId: client.clientId, userName, challengeName };
  return {
    ChallengeName: challengeName,
    Session: sessions.open({ ...binding, state }, client.authSessionValidity, session),
    ChallengeParameters: parameters,
  };
}

/**
 * Refuses a user that can't sign in.
 *
 * @throws CognitoError
 */
export function assertMaySignIn({ enabled, status }: StoredUser): void {
  if (!enabled) throw notAuthorized('User is disabled.');
  if (status === 'UNCONFIRMED') throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
  if (status === 'RESET_REQUIRED') {
    throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user');
  }
}
