import { notAuthorized } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { CallContext } from '../call-context.ts';
import type { StoredUser } from '../store/users.ts';
import type { TokenService } from '../tokens/token-service.ts';
import { userNotFound } from '../users/find-user.ts';
import { lookedUp } from '../users/names.ts';

/** Whose access token it is. */
export interface TokenHolder extends PoolClient {
  readonly user: StoredUser;
  /** The device that it was issued to, where the pool tracks devices. */
  readonly deviceKey?: string;
}

/** What reading an access token takes of a call. */
export interface TokenHolderContext extends Pick<CallContext, 'index' | 'store'> {
  readonly tokens: Pick<TokenService, 'verifyAccessToken'>;
}

/**
 * The user of an access token: verified, not revoked, still there and enabled.
 *
 * @throws CognitoError NotAuthorizedException, UserNotFoundException
 */
export async function holderOf(
  accessToken: string,
  { tokens, index, store }: TokenHolderContext,
): Promise<TokenHolder> {
  const { userPoolId, userName, clientId, eventId, deviceKey } = await tokens.verifyAccessToken(accessToken);
  const at = index.client(clientId, userPoolId);
  const user = store.users.find(userPoolId, lookedUp(userName, at.pool));
  if (!user) throw userNotFound();
  if (!store.signIns.has(eventId, userPoolId, userName)) {
    throw notAuthorized('Access Token has been revoked');
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  return { ...at, user, ...(deviceKey !== undefined && { deviceKey }) };
}
