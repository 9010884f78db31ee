import { invalidParameter } from '../../protocol/index.ts';
import type { LocalClientDefinition, LocalPoolDefinition } from '../model.ts';
import { type Operation, type OperationContext, signedOperation } from '../operation.ts';
import { describeClient } from '../request/describe-pool.ts';
import { flag, integer, list, oneOf, optional, structure, text } from '../request/input.ts';
import { clientMembers, members } from '../request/members.ts';
import { randomLowerCase } from '../secret-text.ts';
import { type LocalClientSettings, readClientSettings } from '../settings/read-client-settings.ts';
import { readerOf } from '../settings/read-pool-settings.ts';
import { declaredAttribute } from '../settings/standard-schema.ts';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

const unit = optional(oneOf('seconds', 'minutes', 'hours', 'days'));
const attributeNames = optional(list(text({ max: 2048 })));
const clientName = text({ max: 128, pattern: /^[\w\s+=,.@-]+$/ });

const settings = {
  RefreshTokenValidity: optional(integer(0, 315_360_000)),
  AccessTokenValidity: optional(integer(1, 86_400)),
  IdTokenValidity: optional(integer(1, 86_400)),
  TokenValidityUnits: optional(structure({ AccessToken: unit, IdToken: unit, RefreshToken: unit })),
  ReadAttributes: attributeNames,
  WriteAttributes: attributeNames,
  ExplicitAuthFlows: optional(
    list(
      oneOf(
        ...['ADMIN_NO_SRP_AUTH', 'CUSTOM_AUTH_FLOW_ONLY', 'USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
        ...['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        'ALLOW_USER_AUTH',
      ),
    ),
  ),
  PreventUserExistenceErrors: optional(oneOf('LEGACY', 'ENABLED')),
  EnableTokenRevocation: optional(flag),
  AuthSessionValidity: optional(integer(3, 15)),
  RefreshTokenRotation: optional(
    structure({ Feature: oneOf('ENABLED', 'DISABLED'), RetryGracePeriodSeconds: optional(integer(0, 60)) }),
  ),
} as const;

/** What Cognito refuses of settings that are each of their kind. */
function assertSettings(given: LocalClientSettings, { schema }: LocalPoolDefinition): void {
  const { explicitAuthFlows: flows, accessTokenValidity, idTokenValidity, refreshTokenValidity } = given;
  const isNew = (flow: string): boolean => flow.startsWith('ALLOW_');
  // These two texts aren't documented.
  if (flows.some(isNew) && !flows.every(isNew)) {
    throw invalidParameter('The ALLOW_ values of ExplicitAuthFlows can not be used together with the old ones.');
  }
  if (given.refreshTokenRotation && flows.includes('ALLOW_REFRESH_TOKEN_AUTH')) {
    throw invalidParameter('ALLOW_REFRESH_TOKEN_AUTH can not be used together with refresh token rotation.');
  }
  const known = (name: string): boolean => declaredAttribute(schema, name) !== undefined;
  for (const [kind, names = []] of [
    ['read', given.readAttributes] as const,
    ['write', given.writeAttributes] as const,
  ]) {
    if (!names.every(known)) throw invalidParameter(`Invalid ${kind} attributes specified while creating a client`);
  }
  // An access or ID token can't outlive its refresh token (docs/cognito.md#8-quotas).
  const longest = Math.min(DAY, refreshTokenValidity);
  const short = [accessTokenValidity, idTokenValidity].every((seconds) => seconds >= 5 * MINUTE && seconds <= longest);
  const long = refreshTokenValidity >= 60 * MINUTE && refreshTokenValidity <= 3650 * DAY;
  if (!short || !long) throw invalidParameter('Invalid range for token validity.');
}

/** @throws CognitoError for a client that comes from the template: it changes with the app's sources only. */
function clientOfApi(
  { UserPoolId, ClientId }: { readonly UserPoolId: string; readonly ClientId: string },
  { index, registry }: Pick<OperationContext, 'index' | 'registry'>,
) {
  const found = index.client(ClientId, index.pool(UserPoolId).userPoolId);
  if (registry.isClientOfTemplate(ClientId)) {
    throw invalidParameter(
      `User pool client ${ClientId} comes from the app's template (${found.client.logicalId}): change it in the app. ` +
        'Here only clients that were made with CreateUserPoolClient can be changed or deleted.',
    );
  }
  return found;
}

/** Making, changing and deleting clients: of pools that were made over the API, and of the template's. */
export const manageClients = {
  CreateUserPoolClient: signedOperation(
    {
      UserPoolId: members.userPoolId,
      ClientName: clientName,
      GenerateSecret: optional(flag),
      ClientSecret: members.newClientSecret,
      ...settings,
    },
    (input, { index, registry }) => {
      const pool = index.pool(input.UserPoolId);
      if (input.GenerateSecret && input.ClientSecret !== undefined) {
        throw invalidParameter('GenerateSecret can not be used together with ClientSecret.');
      }
      const given = readClientSettings(readerOf(input));
      assertSettings(given, pool);
      const clientId = randomLowerCase(26);
      const clientSecret = input.GenerateSecret ? randomLowerCase(52) : input.ClientSecret;
      const made: LocalClientDefinition = {
        ...given,
        ...{ logicalId: clientId, clientId, clientName: input.ClientName },
        ...(clientSecret !== undefined && { clientSecret }),
      };
      registry.saveClient(pool.userPoolId, made);
      return { UserPoolClient: describeClient(made, pool) };
    },
  ),

  /** What the request leaves out goes back to its default, as Cognito has it. */
  UpdateUserPoolClient: signedOperation(
    { ...clientMembers, ClientName: optional(clientName), ...settings },
    (input, context) => {
      const { pool, client: before } = clientOfApi(input, context);
      const given = readClientSettings(readerOf(input));
      assertSettings(given, pool);
      const { logicalId, clientId, clientSecret } = before;
      const changed: LocalClientDefinition = {
        ...given,
        ...{ logicalId, clientId, clientName: input.ClientName ?? before.clientName },
        ...(clientSecret !== undefined && { clientSecret }),
      };
      context.registry.saveClient(pool.userPoolId, changed);
      return { UserPoolClient: describeClient(changed, pool) };
    },
  ),

  DeleteUserPoolClient: signedOperation(clientMembers, (input, context) => {
    clientOfApi(input, context);
    context.registry.removeClient(input.ClientId);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
