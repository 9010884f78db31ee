import { type AuthenticationResponse, type ChallengeName, CognitoError } from '../../protocol/index.ts';
import {
  answerCustomChallenge,
  beginCustomAuth,
  type CustomAuthOutcome,
  type CustomAuthSubject,
  customAuthNotConfigured,
  type Invoke,
  incorrectUsernameOrPassword,
} from '../../testing/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import { eventAttributes } from '../users/attributes.ts';
import { findUser } from '../users/names.ts';
import { issueTokens } from './issue-tokens.ts';
import type { Call, PoolServices } from './operation.ts';
import { preAuthentication } from './pool-triggers.ts';

type TextMap = Readonly<Record<string, string>>;

const TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;

/** Who signs in: the user, or undefined for one that doesn't exist and is walked through the flow all the same. */
interface SigningIn {
  readonly at: PoolClient;
  readonly user: StoredUser | undefined;
  /** The real user name; of an unknown user what was typed, since what Cognito hands on there isn't documented. */
  readonly userName: string;
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

function subjectOf({ at: { pool, client }, user, userName }: SigningIn, { index }: PoolServices): CustomAuthSubject {
  return {
    region: index.app.region,
    userPoolId: pool.userPoolId,
    clientId: client.clientId,
    userName,
    userAttributes: user ? eventAttributes(user, pool) : {},
    // Whether Cognito sends false for a user that exists isn't documented; here it does.
    ...(client.preventUserExistenceErrors === 'ENABLED' && { userNotFound: user === undefined }),
  };
}

/** What InitiateAuth brings. */
export interface CustomAuthStart {
  /** As it was typed. */
  readonly userName: string;
  /** The client began with SRP_A, as some SDKs always do. */
  readonly srpA: boolean;
  readonly clientMetadata: TextMap | undefined;
}

/**
 * Begins a custom sign-in.
 *
 * PreAuthentication isn't invoked for a user that doesn't exist: AWS's documents contradict themselves there.
 *
 * @throws CognitoError
 */
export async function startCustomAuth(
  { userName: typed, srpA, clientMetadata }: CustomAuthStart,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const { pool, client } = at;
  if (!TRIGGERS.every((trigger) => pool.lambdaConfig[trigger])) throw customAuthNotConfigured();
  const user = findUser(services.store.users, pool, typed);
  if (user) assertMaySignIn(user);
  else if (client.preventUserExistenceErrors === 'LEGACY') {
    throw new CognitoError('UserNotFoundException', 'User does not exist.');
  }
  if (user) await preAuthentication(user, at, clientMetadata, services, call);
  const who = { at, user, userName: user?.userName ?? typed };
  const outcome = await beginCustomAuth(subjectOf(who, services), invoker(at, services, call), { srpA });
  return respond(outcome, who, undefined, services, call);
}

/** What RespondToAuthChallenge brings. */
export interface CustomAuthAnswer {
  readonly session: string;
  readonly challengeName: ChallengeName;
  /** The user name that came in the challenge's parameters, or an alias. */
  readonly userName: string;
  readonly answer: string;
  readonly clientMetadata: TextMap | undefined;
}

/**
 * Takes the answer to a custom challenge. The session is used up, whatever comes of it.
 *
 * @throws CognitoError
 */
export async function answerCustomAuth(
  { session, challengeName, userName: typed, answer, clientMetadata }: CustomAuthAnswer,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const { pool, client } = at;
  const found = findUser(services.store.users, pool, typed);
  const userName = found?.userName ?? typed;
  const { userPoolId } = pool;
  const { state } = services.sessions.take(session, { userPoolId, clientId: client.clientId, userName, challengeName });
  try {
    if (!state.pending) {
      throw new CognitoError('NotAuthorizedException', 'Invalid session provided for the user.');
    }
    // Deleted since, or signed up since: neither may go on with what was begun.
    if (state.userNotFound !== !found) throw incorrectUsernameOrPassword();
    if (found) assertMaySignIn(found);
    const who = { at, user: found, userName };
    const outcome = await answerCustomChallenge(
      subjectOf(who, services),
      state.pending,
      { answer, clientMetadata },
      invoker(at, services, call),
    );
    return await respond(outcome, who, clientMetadata, services, call);
  } catch (error) {
    services.sessions.fail(session);
    throw error;
  }
}

const invoker =
  ({ pool }: PoolClient, { triggers }: PoolServices, { requestId }: Call): Invoke =>
  (trigger, event) =>
    triggers.invoke(pool, trigger, event, requestId);

function respond(
  outcome: CustomAuthOutcome,
  { at, user, userName }: SigningIn,
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
): AuthenticationResponse | Promise<AuthenticationResponse> {
  if (outcome.kind === 'tokens') {
    if (!user) throw incorrectUsernameOrPassword();
    return issueTokens(user, at, clientMetadata, services, call);
  }
  if (outcome.kind === 'passwordVerifier') {
    throw new CognitoError(
      'UnsupportedOperationException',
      'The local pool does not check passwords yet: it runs flows without password().',
    );
  }
  // Cognito hands any other name that Define gave on to the client, where nobody can answer it.
  const challengeName = (outcome.kind === 'challenge' ? 'CUSTOM_CHALLENGE' : outcome.challengeName) as ChallengeName;
  const { pool, client } = at;
  const { userPoolId } = pool;
  const binding = { userPoolId, clientId: client.clientId, userName, challengeName };
  const userNotFound = user === undefined;
  const state = outcome.kind === 'challenge' ? { userNotFound, pending: outcome.state } : { userNotFound };
  const parameters = outcome.kind === 'challenge' ? outcome.publicParameters : {};
  return {
    ChallengeName: challengeName,
    Session: services.sessions.open({ ...binding, state }, client.authSessionValidity),
    // Clients go on with this name, so no parameter of the challenge's takes its place.
    ChallengeParameters: { ...parameters, USERNAME: userName },
  };
}
