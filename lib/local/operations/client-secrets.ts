import { CognitoError, invalidParameter } from '../../protocol/index.ts';
import { type Operation, type OperationContext, signedOperation } from '../operation.ts';
import { text } from '../request/input.ts';
import { clientMembers, members } from '../request/members.ts';
import { invalidToken } from '../request/paging.ts';
import { toSeconds } from '../request/user-type.ts';
import { randomLowerCase } from '../secret-text.ts';
import type { ClientSecret } from '../store/client-secrets.ts';

/** "Supports up to 2 active secrets per app client" (SDK: AddUserPoolClientSecret). */
const MOST = 2;

type ClientOf = { readonly UserPoolId: string; readonly ClientId: string };

/**
 * A client's secrets, the oldest first. The one that it was made with counts as made when it is first asked for, and is
 * kept from then on, so that its id stays.
 */
function secretsOf(
  { UserPoolId, ClientId }: ClientOf,
  { index, store, registry, now }: Pick<OperationContext, 'index' | 'store' | 'registry' | 'now'>,
): readonly ClientSecret[] {
  const { userPoolId } = index.pool(UserPoolId);
  const { clientId, clientSecret } = index.client(ClientId, userPoolId).client;
  const kept = store.clientSecrets.of(clientId);
  if (kept.length > 0 || clientSecret === undefined) return kept;
  const createdAt = now();
  const first = { userPoolId, clientId, secretId: idOf(clientId, createdAt), secret: clientSecret, createdAt };
  registry.addClientSecret(first);
  return [first];
}

/** `<client-id>--<epoch-create-time>`. */
const idOf = (clientId: string, createdAt: number): string => `${clientId}--${createdAt}`;

const describe = ({ secretId, createdAt }: ClientSecret) => ({
  ClientSecretId: secretId,
  ClientSecretCreateDate: toSeconds(createdAt),
});

/**
 * Changing a client's secret without a moment at which neither the old one nor the new one is good. Clients of the
 * template change theirs this way too: Cognito keeps secrets apart from what CloudFormation knows. The texts of what is
 * refused aren't documented.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html
 */
export const clientSecrets = {
  AddUserPoolClientSecret: signedOperation(
    { ...clientMembers, ClientSecret: members.newClientSecret },
    (input, context) => {
      const active = secretsOf(input, context);
      const [first] = active;
      if (!first) throw invalidParameter(`User pool client ${input.ClientId} has no secret: it is a public client.`);
      if (active.length >= MOST) {
        throw new CognitoError('LimitExceededException', `A user pool client can have ${MOST} secrets at most.`);
      }
      const secret = input.ClientSecret ?? randomLowerCase(52);
      // The time is part of the id.
      const createdAt = Math.max(context.now(), first.createdAt + 1);
      const added = { ...first, secretId: idOf(first.clientId, createdAt), secret, createdAt };
      context.registry.addClientSecret(added);
      const own = input.ClientSecret !== undefined;
      return { ClientSecretDescriptor: { ...describe(added), ...(!own && { ClientSecretValue: secret }) } };
    },
  ),

  ListUserPoolClientSecrets: signedOperation({ ...clientMembers, NextToken: members.nextToken }, (input, context) => {
    const active = secretsOf(input, context);
    // All of them stand on one page, which never has a token.
    if (input.NextToken !== undefined) throw invalidToken();
    return { ClientSecrets: active.map(describe) };
  }),

  DeleteUserPoolClientSecret: signedOperation(
    { ...clientMembers, ClientSecretId: text({ max: 256 }) },
    (input, context) => {
      const active = secretsOf(input, context);
      if (!active.some(({ secretId }) => secretId === input.ClientSecretId)) {
        throw new CognitoError('ResourceNotFoundException', `Client secret ${input.ClientSecretId} does not exist.`);
      }
      if (active.length === 1) throw invalidParameter('The last secret of a user pool client can not be deleted.');
      context.registry.removeClientSecret(input.ClientId, input.ClientSecretId);
      return {};
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
