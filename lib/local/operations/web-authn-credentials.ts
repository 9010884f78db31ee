import { CognitoError, invalidParameter } from '../../protocol/index.ts';
import { type Operation, openOperation } from '../operation.ts';
import { registrationOptions, relyingPartyIdOf, verifyRegistration } from '../passkeys/relying-party.ts';
import { document, integer, optional, text } from '../request/input.ts';
import { members } from '../request/members.ts';
import { pageOf } from '../request/paging.ts';
import { holderOf, type TokenHolder, type TokenHolderContext } from '../request/token-holder.ts';
import { toSeconds } from '../request/user-type.ts';

const MOST = 20;

const credentialId = text({ max: 1024, pattern: /^[A-Za-z0-9_-]+$/ });

/** The holder of a token in a pool that takes passkeys. */
async function passkeyHolder(accessToken: string, context: TokenHolderContext): Promise<TokenHolder> {
  const holder = await holderOf(accessToken, context);
  if (holder.pool.firstAuthFactors?.includes('WEB_AUTHN')) return holder;
  // The text isn't documented.
  throw new CognitoError('WebAuthnNotEnabledException', 'Passkeys are not enabled for the user pool.');
}

/**
 * A user's passkeys.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export const webAuthn = {
  StartWebAuthnRegistration: openOperation({ AccessToken: members.token }, async ({ AccessToken }, context) => {
    const holder = await passkeyHolder(AccessToken, context);
    const { user, pool } = holder;
    const options = await registrationOptions(user, pool, context.store.passkeys.list(user));
    context.registrations.open(holder, options.challenge);
    return { CredentialCreationOptions: options };
  }),

  CompleteWebAuthnRegistration: openOperation(
    { AccessToken: members.token, Credential: document },
    async ({ AccessToken, Credential }, context) => {
      const holder = await passkeyHolder(AccessToken, context);
      const { user, pool } = holder;
      const verified = await verifyRegistration(Credential, context.registrations.take(holder), pool);
      const isNew = context.store.passkeys.add({
        ...verified,
        userPoolId: user.userPoolId,
        userName: user.userName,
        // Cognito makes a name up; which isn't documented.
        friendlyName: 'Passkey',
        relyingPartyId: relyingPartyIdOf(pool),
        createdAt: context.now(),
      });
      if (!isNew) throw invalidParameter('The passkey is already registered.');
      return {};
    },
  ),

  ListWebAuthnCredentials: openOperation(
    { AccessToken: members.token, MaxResults: optional(integer(0, MOST)), NextToken: members.nextToken },
    async ({ AccessToken, MaxResults, NextToken }, context) => {
      const { user } = await holderOf(AccessToken, context);
      const { items, next } = pageOf(
        {
          list: ['ListWebAuthnCredentials', user.userPoolId, user.userName],
          size: MaxResults || MOST,
          token: NextToken,
        },
        ([after = '']) => context.store.passkeys.list(user, String(after)),
        (passkey) => [passkey.credentialId],
      );
      return {
        Credentials: items.map((passkey) => ({
          CredentialId: passkey.credentialId,
          FriendlyCredentialName: passkey.friendlyName,
          RelyingPartyId: passkey.relyingPartyId,
          ...(passkey.attachment !== null && { AuthenticatorAttachment: passkey.attachment }),
          AuthenticatorTransports: passkey.transports,
          CreatedAt: toSeconds(passkey.createdAt),
        })),
        ...(next !== undefined && { NextToken: next }),
      };
    },
  ),

  DeleteWebAuthnCredential: openOperation(
    { AccessToken: members.token, CredentialId: credentialId },
    async ({ AccessToken, CredentialId }, context) => {
      const { user } = await holderOf(AccessToken, context);
      if (context.store.passkeys.remove(user, CredentialId)) return {};
      // The text isn't documented.
      throw new CognitoError('ResourceNotFoundException', 'Credential does not exist.');
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
