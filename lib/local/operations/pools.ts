import { CognitoError } from '../../protocol/index.ts';
import type { LocalAttribute, LocalClientDefinition, LocalPoolDefinition } from '../model.ts';
import { STANDARD_ATTRIBUTES } from '../users/attributes.ts';
import { integer, optional, text } from './input.ts';
import { listUsers } from './list-users.ts';
import { members } from './members.ts';
import { type Operation, signedOperation } from './operation.ts';

const nextToken = optional(text({ max: 131_072 }));

/** One page of what there is; the token is the position. */
function page<T>(
  all: readonly T[],
  max: number,
  token: string | undefined,
): { items: readonly T[]; NextToken?: string } {
  const from = Number(token ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new CognitoError('InvalidParameterException', 'Invalid pagination token.');
  }
  const to = from + max;
  return { items: all.slice(from, to), ...(to < all.length && { NextToken: String(to) }) };
}

const VERIFIED: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

const schemaAttribute = ({ name, type, required, mutable }: LocalAttribute) => ({
  Name: name,
  AttributeDataType: type,
  DeveloperOnlyAttribute: false,
  Mutable: mutable,
  Required: required,
});

/** The pool's own schema over the attributes that every pool has. */
function schemaOf({ schema }: LocalPoolDefinition) {
  const standard = [...STANDARD_ATTRIBUTES].map(
    (name): LocalAttribute => ({
      name,
      type: VERIFIED.has(name) ? 'Boolean' : name === 'updated_at' ? 'Number' : 'String',
      required: name === 'sub',
      mutable: name !== 'sub',
    }),
  );
  const all = new Map([...standard, ...schema].map((attribute) => [attribute.name, attribute]));
  return [...all.values()].map(schemaAttribute);
}

const describeClient = (client: LocalClientDefinition, { userPoolId }: LocalPoolDefinition) => ({
  UserPoolId: userPoolId,
  ClientName: client.clientName,
  ClientId: client.clientId,
  ...(client.clientSecret !== undefined && { ClientSecret: client.clientSecret }),
  RefreshTokenValidity: client.refreshTokenValidity,
  AccessTokenValidity: client.accessTokenValidity,
  IdTokenValidity: client.idTokenValidity,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
  ...(client.readAttributes && { ReadAttributes: client.readAttributes }),
  ...(client.writeAttributes && { WriteAttributes: client.writeAttributes }),
  ExplicitAuthFlows: client.explicitAuthFlows,
  PreventUserExistenceErrors: client.preventUserExistenceErrors,
  EnableTokenRevocation: client.enableTokenRevocation,
  AuthSessionValidity: client.authSessionValidity,
});

/** What pools and clients there are, and how they are set. They change with the app's sources only. */
export const pools = {
  ListUsers: listUsers,

  DescribeUserPool: signedOperation({ UserPoolId: members.userPoolId }, ({ UserPoolId }, { index, store }) => {
    const pool = index.pool(UserPoolId);
    const { passwordPolicy: policy } = pool;
    return {
      UserPool: {
        Id: pool.userPoolId,
        Name: pool.name,
        Arn: pool.userPoolArn,
        Policies: {
          PasswordPolicy: {
            MinimumLength: policy.minimumLength,
            RequireUppercase: policy.requireUppercase,
            RequireLowercase: policy.requireLowercase,
            RequireNumbers: policy.requireNumbers,
            RequireSymbols: policy.requireSymbols,
          },
        },
        LambdaConfig: pool.lambdaConfig,
        SchemaAttributes: schemaOf(pool),
        AutoVerifiedAttributes: pool.autoVerifiedAttributes,
        ...(pool.aliasAttributes.length > 0 && { AliasAttributes: pool.aliasAttributes }),
        ...(pool.usernameAttributes.length > 0 && { UsernameAttributes: pool.usernameAttributes }),
        UsernameConfiguration: { CaseSensitive: pool.caseSensitive },
        MfaConfiguration: pool.mfaConfiguration,
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: pool.adminCreateUserOnly },
        EstimatedNumberOfUsers: store.users.count(pool.userPoolId),
      },
    };
  }),

  DescribeUserPoolClient: signedOperation(
    { UserPoolId: members.userPoolId, ClientId: members.clientId },
    ({ UserPoolId, ClientId }, { index }) => {
      const pool = index.pool(UserPoolId);
      const { client } = index.client(ClientId, pool.userPoolId);
      return { UserPoolClient: describeClient(client, pool) };
    },
  ),

  ListUserPools: signedOperation(
    { NextToken: nextToken, MaxResults: integer(1, 60) },
    ({ NextToken: token, MaxResults }, { index }) => {
      const { items, ...next } = page(index.app.pools, MaxResults, token);
      return {
        UserPools: items.map(({ userPoolId, name, lambdaConfig }) => ({
          Id: userPoolId,
          Name: name,
          LambdaConfig: lambdaConfig,
        })),
        ...next,
      };
    },
  ),

  ListUserPoolClients: signedOperation(
    { UserPoolId: members.userPoolId, MaxResults: optional(integer(1, 60)), NextToken: nextToken },
    ({ UserPoolId, MaxResults = 60, NextToken: token }, { index }) => {
      const pool = index.pool(UserPoolId);
      const { items, ...next } = page(pool.clients, MaxResults, token);
      return {
        UserPoolClients: items.map(({ clientId, clientName }) => ({
          ClientId: clientId,
          ClientName: clientName,
          UserPoolId: pool.userPoolId,
        })),
        ...next,
      };
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
