import { beginCustomAuth, customAuthNotConfigured, incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';
import { preAuthentication } from '../triggers/pool-triggers.ts';
import { migrateUser } from '../triggers/user-migration.ts';
import { findUser } from '../users/find-user.ts';
import { assertPublicKey } from '../users/srp-exchange.ts';
import { responseTo } from './after-first-factor.ts';
import type { AuthFlow } from './auth-flows.ts';
import { requiredParameter, typedUserName } from './auth-parameters.ts';
import { customOutcome, invoker, subjectOf } from './challenges/custom-challenge.ts';
import { askPasswordVerifier } from './challenges/password-verifier.ts';
import { askWhichFirst, takeFirstFactor } from './challenges/select-challenge.ts';
import { assertPlainPassword } from './check-password.ts';
import { availableFactors } from './first-factors.ts';
import { takeSignedUp } from './sign-up-session.ts';
import { type Answered, type Attempt, assertMaySignIn, passed } from './signing-in.ts';

/** The flows that sign somebody in; the others renew tokens. */
export type SignInFlow = Exclude<AuthFlow, 'REFRESH_TOKEN' | 'REFRESH_TOKEN_AUTH'>;

/** What InitiateAuth brings. */
export interface GivenStart {
  readonly flow: SignInFlow;
  readonly parameters: TextMap;
  /** It reaches PreAuthentication and UserMigration only (reference 2). */
  readonly clientMetadata: TextMap | undefined;
  /** What ConfirmSignUp returned: USER_AUTH takes it for the first factor. */
  readonly session?: string | undefined;
}

/** A sign-in that begins. */
interface Start extends Attempt {
  /** The name as it was typed. */
  readonly typed: string;
  readonly parameters: TextMap;
  readonly session: string | undefined;
}

type Begin = (start: Start, services: PoolServices, call: Call) => Promise<Answered>;

const TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;

/** Reference 1.3 and 1.4. */
const custom: Begin = async ({ typed, parameters, ...attempt }, services, call) => {
  const withSrp = parameters.CHALLENGE_NAME === 'SRP_A';
  const srpA = withSrp ? requiredParameter(parameters, 'SRP_A') : undefined;
  // Define is told that A was accepted.
  if (srpA !== undefined) assertPublicKey(srpA);
  const outcome = await beginCustomAuth(subjectOf(attempt, services), invoker(attempt, services, call), {
    srpA: withSrp,
  });
  if (outcome.kind !== 'passwordVerifier') return customOutcome(outcome, attempt, services);
  if (srpA === undefined) throw incorrectUsernameOrPassword();
  const progress = { ...attempt.progress, defineSession: outcome.state.session };
  return { kind: 'asked', response: await askPasswordVerifier({ ...attempt, progress }, typed, srpA, services) };
};

const srp: Begin = async ({ typed, parameters, ...attempt }, services) => {
  const srpA = requiredParameter(parameters, 'SRP_A');
  return { kind: 'asked', response: await askPasswordVerifier(attempt, typed, srpA, services) };
};

const plainPassword: Begin = async ({ typed: _, parameters, ...attempt }, services) => {
  const password = requiredParameter(parameters, 'PASSWORD');
  return passed(attempt, 'PASSWORD', await assertPlainPassword(attempt, password, services));
};

/** A preferred challenge that isn't available leads to the choice, as one that isn't named (SDK, USER_AUTH). */
const choice: Begin = async ({ typed: _, parameters, session, ...attempt }, services, call) => {
  if (session !== undefined) return takeSignedUp(session, attempt, services);
  const preferred = availableFactors(attempt, services).find((factor) => factor === parameters.PREFERRED_CHALLENGE);
  if (preferred) return takeFirstFactor(preferred, attempt, parameters, services, call);
  return { kind: 'asked', response: await askWhichFirst(attempt, services) };
};

const FLOWS: Readonly<Record<SignInFlow, Begin>> = {
  USER_AUTH: choice,
  CUSTOM_AUTH: custom,
  USER_SRP_AUTH: srp,
  USER_PASSWORD_AUTH: plainPassword,
  ADMIN_USER_PASSWORD_AUTH: plainPassword,
  ADMIN_NO_SRP_AUTH: plainPassword,
};

/**
 * Begins a sign-in.
 *
 * @throws CognitoError
 */
export async function initiateAuth(
  { flow, parameters, clientMetadata, session }: GivenStart,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const typed = await typedUserName(parameters, at);
  const begin = FLOWS[flow];
  if (flow === 'CUSTOM_AUTH' && !TRIGGERS.every((trigger) => at.pool.lambdaConfig[trigger])) {
    throw customAuthNotConfigured();
  }
  const user =
    findUser(services.store.users, at.pool, typed) ??
    (begin === plainPassword ? await migrated(typed, parameters, clientMetadata, at, services, call) : undefined);
  if (user) {
    assertMaySignIn(user);
    // Not for a user that doesn't exist: AWS's documents contradict themselves there.
    await preAuthentication(user, at, clientMetadata, services, call);
  } else if (at.client.preventUserExistenceErrors === 'LEGACY') {
    throw new CognitoError('UserNotFoundException', 'User does not exist.');
  }
  const { DEVICE_KEY: deviceKey } = parameters;
  const answered = await begin(
    {
      ...{ at, user, typed, parameters, session, clientMetadata: undefined },
      // What Cognito hands on as an unknown user's name isn't documented.
      userName: user?.userName ?? typed,
      progress: { flow, userNotFound: !user, passed: [], ...(deviceKey !== undefined && { deviceKey }) },
    },
    services,
    call,
  );
  return responseTo(answered, services, call);
}

const migrated = (
  userName: string,
  parameters: TextMap,
  validationData: TextMap | undefined,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<StoredUser | undefined> => {
  const password = requiredParameter(parameters, 'PASSWORD');
  return migrateUser({ source: 'Authentication', userName, password, validationData }, at, services, call);
};
