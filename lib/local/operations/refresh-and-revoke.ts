import { CognitoError } from '../../protocol/index.ts';
import { type Operation, openOperation } from '../operation.ts';
import { assertClientSecret } from '../request/client-secret.ts';
import { oneOf, optional } from '../request/input.ts';
import { members } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import { assertSameDevice } from '../sign-in/device-tracking.ts';
import { refreshTokens } from '../sign-in/refresh-tokens.ts';
import { hashRefreshToken, isRefreshToken } from '../tokens/refresh-token.ts';

/** Renewing and revoking tokens. */
export const refreshAndRevoke = {
  GetTokensFromRefreshToken: openOperation(
    {
      RefreshToken: members.token,
      ClientId: members.clientId,
      ClientSecret: members.clientSecret,
      DeviceKey: optional(members.deviceKey),
      ClientMetadata: members.clientMetadata,
    },
    async ({ RefreshToken, ClientId, ClientSecret, DeviceKey, ClientMetadata }, context) => {
      const at = context.index.client(ClientId);
      assertClientSecret(at.client, ClientSecret);
      const signIn = context.tokens.signInOf(RefreshToken, ClientId);
      assertSameDevice(signIn, DeviceKey, context);
      const renewed = await refreshTokens(signIn, at, ClientMetadata, context);
      const { refreshTokenRotation: rotation } = at.client;
      if (!rotation) return { AuthenticationResult: renewed };
      const rotated = context.tokens.rotate(RefreshToken, ClientId, rotation.retryGracePeriod);
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

  GlobalSignOut: openOperation({ AccessToken: members.token }, async ({ AccessToken }, context) => {
    const { user } = await holderOf(AccessToken, context);
    context.store.signIns.revokeAllOf(user);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
