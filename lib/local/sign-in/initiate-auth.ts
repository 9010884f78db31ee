import { beginCustomAuth, customAuthNotConfigured, incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import { preAuthentication } from '../triggers/pool-triggers.ts';
import { migrateUser } from '../triggers/user-migration.ts';
import { findUser } from '../users/find-user.ts';
import { assertPublicKey } from '../users/srp-exchange.ts';
import type { AuthFlow } from './auth-flows.ts';
import { requiredParameter, typedUserName } from './auth-parameters.ts';
import { customOutcome, invoker, subjectOf } from './challenges/custom-challenge.ts';
import { askPasswordVerifier } from './challenges/password-verifier.ts';
import { askWhichFirst, takeFirstFactor } from './challenges/select-challenge.ts';
import { assertPlainPassword } from './check-password.ts';
import { availableFactors } from './first-factors.ts';
import { nextResponse } from './next-challenge.ts';
import type { SignInContext } from './sign-in-context.ts';
import { asked, assertMaySignIn, passed, type SignInOutcome, type SignInUnderWay } from './sign-in-under-way.ts';
import { takeSignedUp } from './sign-up-session.ts';
import { nameOfUnknown } from './unknown-user.ts';

/** The flows that sign somebody in; the others renew tokens. */
export type SignInFlow = Exclude<AuthFlow, 'REFRESH_TOKEN' | 'REFRESH_TOKEN_AUTH'>;

/** What InitiateAuth brings. */
export interface SignInRequest {
  readonly flow: SignInFlow;
  readonly parameters: TextMap;
  /** It reaches PreAuthentication and UserMigration only (docs/cognito.md#2-client-metadata). */
  readonly clientMetadata: TextMap | undefined;
  /** What ConfirmSignUp returned: USER_AUTH takes it for the first factor. */
  readonly session?: string | undefined;
}

/** A sign-in of which nothing is asked yet. */
interface NewSignIn extends SignInUnderWay {
  readonly parameters: TextMap;
  readonly session: string | undefined;
}

/** How a flow starts. */
type StartFlow = (signIn: NewSignIn, context: SignInContext) => Promise<SignInOutcome>;

const TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;

/** @see docs/cognito.md#13-without-a-password, docs/cognito.md#14-password-first */
const custom: StartFlow = async ({ parameters, ...signIn }, context) => {
  const withSrp = parameters.CHALLENGE_NAME === 'SRP_A';
  const srpA = withSrp ? requiredParameter(parameters, 'SRP_A') : undefined;
  // Define is told that A was accepted.
  if (srpA !== undefined) assertPublicKey(srpA);
  const given = { srpA: withSrp };
  const outcome = await beginCustomAuth(subjectOf(signIn, context), invoker(signIn, context), given);
  if (outcome.kind !== 'passwordVerifier') return customOutcome(outcome, signIn, context);
  if (srpA === undefined) throw incorrectUsernameOrPassword();
  const progress = { ...signIn.progress, defineSession: outcome.state.session };
  return asked(await askPasswordVerifier({ ...signIn, progress }, srpA, context));
};

const srp: StartFlow = async ({ parameters, ...signIn }, context) => {
  const srpA = requiredParameter(parameters, 'SRP_A');
  return asked(await askPasswordVerifier(signIn, srpA, context));
};

const plainPassword: StartFlow = async ({ parameters, ...signIn }, context) => {
  const password = requiredParameter(parameters, 'PASSWORD');
  return passed(signIn, 'PASSWORD', await assertPlainPassword(signIn, password, context));
};

/**
 * A preferred challenge that isn't available leads to the choice, as one that isn't named (the API reference of
 * InitiateAuth).
 */
const choice: StartFlow = async ({ parameters, session, ...signIn }, context) => {
  if (session !== undefined) return takeSignedUp(session, signIn, context);
  const preferred = availableFactors(signIn, context).find((factor) => factor === parameters.PREFERRED_CHALLENGE);
  if (preferred) return takeFirstFactor(preferred, signIn, parameters, context);
  return asked(await askWhichFirst(signIn, context));
};

const FLOWS: Readonly<Record<SignInFlow, StartFlow>> = {
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
  { flow, parameters, clientMetadata, session }: SignInRequest,
  at: PoolClient,
  context: SignInContext,
): Promise<AuthenticationResponse> {
  const typed = await typedUserName(parameters, at);
  const startFlow = FLOWS[flow];
  if (flow === 'CUSTOM_AUTH' && !TRIGGERS.every((trigger) => at.pool.lambdaConfig[trigger])) {
    throw customAuthNotConfigured();
  }
  const migrated = (): Promise<StoredUser | undefined> => {
    const password = requiredParameter(parameters, 'PASSWORD');
    const typedIn = { userName: typed, password, validationData: clientMetadata };
    return migrateUser({ source: 'Authentication', ...typedIn }, at, context);
  };
  const user =
    findUser(context.store.users, at.pool, typed) ?? (startFlow === plainPassword ? await migrated() : undefined);
  if (user) {
    assertMaySignIn(user);
    // Not for a user that doesn't exist: AWS's documents contradict themselves there.
    await preAuthentication(user, at, clientMetadata, context);
  } else if (at.client.preventUserExistenceErrors === 'LEGACY') {
    throw new CognitoError('UserNotFoundException', 'User does not exist.');
  }
  const { DEVICE_KEY: deviceKey } = parameters;
  const outcome = await startFlow(
    {
      ...{ at, user, parameters, session, clientMetadata: undefined },
      userName: user?.userName ?? (await nameOfUnknown(typed, at.pool, context)),
      progress: { flow, typed, userNotFound: !user, passed: [], ...(deviceKey !== undefined && { deviceKey }) },
    },
    context,
  );
  return nextResponse(outcome, context);
}
