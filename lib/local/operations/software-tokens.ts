import { CognitoError, invalidParameter, notAuthorized } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { optional, text } from '../request/input.ts';
import { members, userMembers } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import { assertNothingSetUp } from '../sign-in/mfa-demand.ts';
import type { MfaSetupState } from '../sign-in/session-state.ts';
import { ask, assertMaySignIn } from '../sign-in/sign-in-under-way.ts';
import type { StoredUser } from '../store/users.ts';
import { namedUser } from '../users/find-user.ts';
import { lookedUp } from '../users/names.ts';
import { checkTotp, makeTotpSecret } from '../users/totp.ts';

/** The texts of these refusals aren't documented. */
function assertOneOf(accessToken: string | undefined, session: string | undefined): void {
  if (accessToken === undefined && session === undefined) throw invalidParameter('AccessToken or Session is required.');
  if (accessToken !== undefined && session !== undefined) {
    throw invalidParameter('AccessToken and Session exclude each other.');
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html */
function assertOffered({ mfaConfiguration, enabledMfas }: LocalPoolDefinition): void {
  if (mfaConfiguration !== 'OFF' && enabledMfas?.includes('SOFTWARE_TOKEN_MFA')) return;
  throw new CognitoError(
    'SoftwareTokenMFANotFoundException',
    'Software Token MFA has not been enabled by the userPool',
  );
}

/**
 * Checks the first code of an app, and keeps the app: it takes the place of the one before.
 *
 * @throws CognitoError EnableSoftwareTokenMFAException
 */
function keepToken(
  user: StoredUser,
  secret: string | null,
  { code, name }: { readonly code: string; readonly name: string | undefined },
  { store, now }: Pick<OperationContext, 'store' | 'now'>,
): void {
  // Nothing was associated: there is no code that could be right. Not documented.
  const result = secret === null ? undefined : checkTotp(code, secret, -1, now());
  if (secret === null || result?.kind !== 'right') {
    throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA');
  }
  // This code is used: signing in needs the next one.
  const softwareToken = { secret, name: name ?? null, lastStep: result.step };
  store.mfa.change(user, { softwareToken, associatedSecret: null });
}

/** Who sets up an app while signing in. */
interface SettingUp extends PoolClient {
  readonly user: StoredUser;
  readonly state: MfaSetupState;
}

/**
 * Goes on with the session of an MFA_SETUP challenge.
 *
 * @returns the next session
 * @throws CognitoError. The session stays usable after a wrong code.
 */
function withSetUpSession(
  session: string,
  context: Pick<OperationContext, 'sessions' | 'index' | 'store'>,
  next: (settingUp: SettingUp) => MfaSetupState['token'],
): string | undefined {
  const { sessions, index, store } = context;
  const { userPoolId, clientId, userName, state } = sessions.takeAlone(session, 'MFA_SETUP');
  try {
    const at = index.client(clientId, userPoolId);
    const user = store.users.find(userPoolId, lookedUp(userName, at.pool));
    if (!user || state.challenge !== 'MFA_SETUP') {
      throw notAuthorized('Invalid session for the user.');
    }
    assertMaySignIn(user);
    assertNothingSetUp(user, at.pool, context);
    const token = next({ ...at, user, state });
    const signIn = { at, user, userName, progress: state.progress, clientMetadata: undefined };
    const { Session } = ask(signIn, { state: { ...state, token }, parameters: {} }, context);
    sessions.spend(session);
    return Session;
  } catch (error) {
    if (error instanceof CognitoError && error.code === 'EnableSoftwareTokenMFAException') sessions.giveBack(session);
    else sessions.fail(session);
    throw error;
  }
}

/** Setting up an authenticator app: with an access token, or in the middle of a sign-in. */
export const softwareTokens = {
  AssociateSoftwareToken: openOperation(
    { AccessToken: optional(members.token), Session: members.session },
    async ({ AccessToken, Session }, context) => {
      assertOneOf(AccessToken, Session);
      const SecretCode = makeTotpSecret();
      if (AccessToken !== undefined) {
        const { user, pool } = await holderOf(AccessToken, context);
        assertOffered(pool);
        context.store.mfa.change(user, { associatedSecret: SecretCode });
        return { SecretCode };
      }
      const next = withSetUpSession(Session as string, context, ({ pool }) => {
        assertOffered(pool);
        return { kind: 'associated', secret: SecretCode };
      });
      return { SecretCode, Session: next };
    },
  ),

  VerifySoftwareToken: openOperation(
    {
      AccessToken: optional(members.token),
      Session: members.session,
      UserCode: text({ min: 6, max: 6, pattern: /^[0-9]+$/, secret: true }),
      FriendlyDeviceName: optional(text({ min: 0 })),
    },
    async ({ AccessToken, Session, UserCode: code, FriendlyDeviceName: name }, context) => {
      assertOneOf(AccessToken, Session);
      if (AccessToken !== undefined) {
        const { user, pool } = await holderOf(AccessToken, context);
        assertOffered(pool);
        keepToken(user, context.store.mfa.find(user).associatedSecret, { code, name }, context);
        return { Status: 'SUCCESS' };
      }
      const next = withSetUpSession(Session as string, context, ({ user, pool, state: { token } }) => {
        assertOffered(pool);
        keepToken(user, token.kind === 'associated' ? token.secret : null, { code, name }, context);
        return { kind: 'verified' };
      });
      return { Status: 'SUCCESS', Session: next };
    },
  ),

  /** For who lost the app. What else the user has is asked then; where MFA is required and there is nothing, the set-up. */
  AdminDeleteSoftwareToken: signedOperation(userMembers, (input, context) => {
    const { store } = context;
    const { user } = namedUser(input, context);
    const { enabled, preferred } = store.mfa.find(user);
    store.mfa.change(user, {
      enabled: enabled.filter((factor) => factor !== 'SOFTWARE_TOKEN_MFA'),
      preferred: preferred === 'SOFTWARE_TOKEN_MFA' ? null : preferred,
      ...{ softwareToken: null, associatedSecret: null },
    });
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
