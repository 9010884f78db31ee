import type { AuthenticationResponse } from '../../protocol/index.ts';
import { CognitoError } from '../../protocol/index.ts';
import { beginCustomAuth, customAuthNotConfigured } from '../../testing/index.ts';
import type { PoolClient } from '../app-index.ts';
import { findUser } from '../users/names.ts';
import { afterFirstFactor } from './after-first-factor.ts';
import { customOutcome, invoker, subjectOf } from './challenges/custom-challenge.ts';
import type { Call, PoolServices } from './operation.ts';
import { preAuthentication } from './pool-triggers.ts';
import { type Attempt, assertMaySignIn, type TextMap } from './signing-in.ts';

const TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;

/** What InitiateAuth brings. */
export interface CustomAuthStart {
  /** As it was typed. */
  readonly typed: string;
  /** The client began with SRP_A, as some SDKs always do. */
  readonly srpA: string | undefined;
  readonly deviceKey: string | undefined;
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
  { typed, srpA, deviceKey, clientMetadata }: CustomAuthStart,
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
  const attempt: Attempt = {
    ...{ at, user, clientMetadata: undefined },
    // What Cognito hands on as an unknown user's name isn't documented.
    userName: user?.userName ?? typed,
    progress: { flow: 'CUSTOM_AUTH', userNotFound: !user, passed: [], ...(deviceKey !== undefined && { deviceKey }) },
  };
  const outcome = await beginCustomAuth(subjectOf(attempt, services), invoker(attempt, services, call), {
    srpA: srpA !== undefined,
  });
  if (outcome.kind === 'passwordVerifier') {
    throw new CognitoError(
      'UnsupportedOperationException',
      'The local pool does not check passwords yet: it runs flows without password().',
    );
  }
  const answered = customOutcome(outcome, attempt, services);
  return answered.kind === 'asked' ? answered.response : afterFirstFactor(answered.signIn, services, call);
}
