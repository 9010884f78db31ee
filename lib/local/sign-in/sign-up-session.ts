import { incorrectUsernameOrPassword } from '../../cognito/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import type { Address } from '../users/attributes.ts';
import type { SignUpState } from './session-state.ts';
import type { SignInContext } from './sign-in-context.ts';
import { passed, type SignInOutcome, type SignInUnderWay } from './sign-in-under-way.ts';

const binding = ({ pool, client }: PoolClient, { userName }: Pick<StoredUser, 'userName'>, challengeName: string) => ({
  ...{ userPoolId: pool.userPoolId, clientId: client.clientId, userName, challengeName },
});

/**
 * Opens the session that SignUp returns; undefined where nobody could sign in with it: the client hasn't USER_AUTH, or the
 * pool doesn't take such a code as a first factor.
 *
 * @param attribute where the code went
 */
export function openSignUp(
  user: StoredUser,
  at: PoolClient,
  attribute: Address,
  { sessions }: Pick<SignInContext, 'sessions'>,
): string | undefined {
  const factor = attribute === 'email' ? 'EMAIL_OTP' : 'SMS_OTP';
  const { explicitAuthFlows, authSessionValidity } = at.client;
  if (!explicitAuthFlows.includes('ALLOW_USER_AUTH') || !at.pool.firstAuthFactors?.includes(factor)) return undefined;
  const progress = { flow: 'USER_AUTH', typed: user.userName, userNotFound: false, passed: [] } as const;
  const state = { challenge: 'SIGN_UP', progress, factor } as const;
  return sessions.open({ ...binding(at, user, 'SIGN_UP'), state }, authSessionValidity);
}

/**
 * Confirms a sign-up whose client sent the session of SignUp along, and gives the session to sign in with. Where the code
 * is wrong the session stays.
 *
 * @throws CognitoError NotAuthorizedException, and what `confirm` throws
 */
export async function confirmInSession(
  { token, user }: { readonly token: string | undefined; readonly user: StoredUser | undefined },
  at: PoolClient,
  confirm: () => Promise<void>,
  { sessions }: Pick<SignInContext, 'sessions'>,
): Promise<{ readonly Session?: string }> {
  if (token === undefined) {
    await confirm();
    return {};
  }
  // For nobody there is no session: it is refused as one that isn't known.
  const whose = binding(at, user ?? { userName: '' }, 'SIGN_UP');
  const { state } = sessions.take(token, whose);
  try {
    await confirm();
  } catch (error) {
    sessions.giveBack(token);
    throw error;
  }
  sessions.spend(token);
  const next = { ...(state as SignUpState), challenge: 'SIGNED_UP' } as const;
  const { authSessionValidity } = at.client;
  return { Session: sessions.open({ ...whose, challengeName: 'SIGNED_UP', state: next }, authSessionValidity) };
}

/**
 * Signs in with what ConfirmSignUp returned: its code counts as the first factor.
 *
 * @throws CognitoError NotAuthorizedException
 */
export function takeSignedUp(
  token: string,
  signIn: SignInUnderWay,
  { sessions }: Pick<SignInContext, 'sessions'>,
): SignInOutcome {
  const { user, at } = signIn;
  const { state } = sessions.take(token, binding(at, signIn, 'SIGNED_UP'));
  sessions.spend(token);
  if (!user) throw incorrectUsernameOrPassword();
  return passed(signIn, (state as SignUpState).factor, user);
}
