import { type AuthenticationResult, notAuthorized } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { SignIn } from '../store/sign-ins.ts';
import type { TriggerContext } from '../triggers/invoke-trigger.ts';
import { preTokenGeneration } from '../triggers/token-generation.ts';
import { lookedUp } from '../users/names.ts';
import type { SignInContext } from './sign-in-context.ts';
import { assertMaySignIn } from './sign-in-under-way.ts';

/**
 * Makes new ID and access tokens for a sign-in; `auth_time`, `origin_jti` and `event_id` stay.
 *
 * @throws CognitoError if the user is gone or may not sign in any more.
 */
export async function refreshTokens(
  signIn: SignIn,
  at: PoolClient,
  clientMetadata: TextMap | undefined,
  context: TriggerContext & Pick<SignInContext, 'tokens' | 'store'>,
): Promise<AuthenticationResult> {
  const user = context.store.users.find(at.pool.userPoolId, lookedUp(signIn.userName, at.pool));
  if (!user) throw notAuthorized('Invalid Refresh Token');
  assertMaySignIn(user);
  const override = await preTokenGeneration(user, at, { source: 'RefreshTokens', clientMetadata }, context);
  return context.tokens.refresh({ ...at, user }, signIn, override);
}
