import { CognitoError } from '../../protocol/index.ts';
import { assertClientSecret } from '../request/client-secret.ts';
import { oneOf, optional } from '../request/input.ts';
import { members } from '../request/members.ts';
import { type Operation, openOperation } from '../request/operation.ts';
import { holderOf } from '../request/token-holder.ts';
import { assertSameDevice } from '../sign-in/device-tracking.ts';
import { refreshTokens } from '../sign-in/refresh.ts';
import { hashRefreshToken, isRefreshToken } from '../tokens/refresh-token.ts';

/** Renewing and revoking tokens. */
export const tokens = {
  GetTokensFromRefreshToken: openOperation(
    {
      RefreshToken: members.token,
      ClientId: members.clientId,
      ClientSecret: members.clientSecret,
      DeviceKey: optional(members.deviceKey),
      ClientMetadata: members.clientMetadata,
    },
    async ({ RefreshToken, ClientId, ClientSecret, DeviceKey, ClientMetadata }, services, call) => {
      const at = services.index.client(ClientId);
      assertClientSecret(at.client, ClientSecret);
      const signIn = services.tokens.signInOf(RefreshToken, ClientId);
      assertSameDevice(signIn, DeviceKey, services);
      const renewed = await refreshTokens(signIn, at, ClientMetadata, services, call);
      const { refreshTokenRotation: rotation } = at.client;
      if (!rotation) return { AuthenticationResult: renewed };
      const rotated = services.tokens.rotate(RefreshToken, ClientId, rotation.retryGracePeriod);
      return { AuthenticationResult: { ...renewed, RefreshToken: rotated } };
    },
  ),

  /** A token that isn't known any more is no error: there is nothing left to revoke (RFC 7009). */
  RevokeToken: openOperation(
    {
      Token: members.token,
      ClientId: members.clientId,
      ClientSecret: members.clientSecret,
      // A session of the managed login could be linked; there is none here, so both mean the same.
      RevokeAssociatedSessions: optional(oneOf('NONE', 'LINKED')),
    },
    ({ Token, ClientId, ClientSecret }, { index, store }) => {
      const { client } = index.client(ClientId);
      assertClientSecret(client, ClientSecret);
      if (!client.enableTokenRevocation) {
        throw new CognitoError('UnsupportedOperationException', 'Revocation is not enabled for this client');
      }
      if (!isRefreshToken(Token)) throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type');
      const signIn = store.signIns.findByRefreshToken(hashRefreshToken(Token));
      if (!signIn) return {};
      if (signIn.clientId !== ClientId) throw new CognitoError('UnauthorizedException', 'Unauthorized');
      store.signIns.revoke(signIn.eventId);
      return {};
    },
  ),

  GlobalSignOut: openOperation({ AccessToken: members.token }, async ({ AccessToken }, services) => {
    const { user } = await holderOf(AccessToken, services);
    services.store.signIns.revokeAllOf(user);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
