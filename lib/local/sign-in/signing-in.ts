import { type AuthenticationResponse, type ChallengeName, CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';
import type { Progress, SessionState } from './session-state.ts';

/** A sign-in under way, of a user that may not exist. */
export interface Attempt {
  readonly at: PoolClient;
  readonly user: StoredUser | undefined;
  /** What the client gets as USERNAME, and has to send back: the real user name, or what stands for it. */
  readonly userName: string;
  readonly progress: Progress;
  /** Of this very call: Cognito keeps none. */
  readonly clientMetadata: TextMap | undefined;
}

/** A sign-in under way, of a user that exists. */
export interface SigningIn extends Attempt {
  readonly user: StoredUser;
}

/** What comes of an answer: another challenge, or the challenge is passed. A refusal is thrown, as a CognitoError. */
export type Answered =
  | { readonly kind: 'asked'; readonly response: AuthenticationResponse }
  /** With what was passed added to its progress. */
  | { readonly kind: 'passed'; readonly signIn: SigningIn };

/** An answer to a challenge whose session was good. */
export interface ChallengeAnswer<State extends SessionState> extends Attempt {
  readonly state: State;
  readonly responses: TextMap;
}

/** How one challenge is answered. */
export interface ChallengeKind<State extends SessionState> {
  /** Where the state stands for a client that sends no Session. */
  readonly sessionOf?: (responses: TextMap) => string | undefined;
  /**
   * Takes an answer.
   *
   * @throws CognitoError One that the user may correct leaves the session usable (see `answerChallenge`); any other uses
   * it up.
   */
  answer(given: ChallengeAnswer<State>, services: PoolServices, call: Call): Answered | Promise<Answered>;
}

/** Something that may be asked after the first factor; undefined where it isn't, or has been passed. */
export type Step = (
  signIn: SigningIn,
  services: PoolServices,
  call: Call,
) => AuthenticationResponse | undefined | Promise<AuthenticationResponse | undefined>;

/** Adds what Cognito has just checked. */
export const passed = (attempt: Attempt, challengeName: ChallengeName, user: StoredUser): Answered => ({
  kind: 'passed',
  signIn: {
    ...attempt,
    user,
    progress: { ...attempt.progress, passed: [...attempt.progress.passed, challengeName] },
  },
});

/**
 * Answers with a challenge, and opens its session.
 *
 * @param session what the session is found by. @default - a fresh token
 */
export function ask(
  { at: { pool, client }, userName }: Attempt,
  challengeName: ChallengeName,
  state: SessionState,
  parameters: TextMap,
  { sessions }: PoolServices,
  session?: string,
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
  if (!enabled) throw new CognitoError('NotAuthorizedException', 'User is disabled.');
  if (status === 'UNCONFIRMED') throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
  if (status === 'RESET_REQUIRED') {
    throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user');
  }
}
