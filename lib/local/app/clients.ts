import type { LocalClientDefinition } from '../model.ts';
import type { Identity } from './identity.ts';
import { booleanOf, numberOf, objectOf, textOf, textsOf } from './json.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { StackResource } from './stack.ts';

export const CLIENT_TYPE = 'AWS::Cognito::UserPoolClient';

/** What Cognito allows a client that names no flows. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'];

/** Rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other; that the default gives way is a choice. */
export const defaultAuthFlows = (rotates: boolean): readonly string[] =>
  DEFAULT_AUTH_FLOWS.filter((flow) => !rotates || flow !== 'ALLOW_REFRESH_TOKEN_AUTH');

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const DEFAULT_AUTH_SESSION_MINUTES = 3;

/**
 * An app client, with Cognito's defaults for what the template leaves out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function readClient(resource: StackResource, identity: Identity): LocalClientDefinition {
  const clientId = String(referenceToResource(resource, identity));
  const flows = textsOf(resource.property('ExplicitAuthFlows'));
  const units = objectOf(resource.property('TokenValidityUnits'));
  const validity = (name: string, unit: unknown, defaultUnit: string, defaultAmount: number): number => {
    // 0 stands for the default, as Cognito takes it for refresh tokens.
    const amount = numberOf(resource.property(name)) || defaultAmount;
    return amount * (SECONDS[textOf(unit) ?? defaultUnit] ?? 1);
  };
  const rotation = objectOf(resource.property('RefreshTokenRotation'));
  const rotates = rotation.Feature === 'ENABLED';
  const readAttributes = resource.property('ReadAttributes');
  const writeAttributes = resource.property('WriteAttributes');
  return {
    logicalId: resource.logicalId,
    clientId,
    clientName: String(attributeOfResource(resource, 'Name', identity)),
    ...(booleanOf(resource.property('GenerateSecret')) && { clientSecret: identity.clientSecret(clientId) }),
    explicitAuthFlows: flows.length > 0 ? flows : defaultAuthFlows(rotates),
    preventUserExistenceErrors: resource.property('PreventUserExistenceErrors') === 'ENABLED' ? 'ENABLED' : 'LEGACY',
    enableTokenRevocation: booleanOf(resource.property('EnableTokenRevocation')) ?? true,
    authSessionValidity: numberOf(resource.property('AuthSessionValidity')) ?? DEFAULT_AUTH_SESSION_MINUTES,
    accessTokenValidity: validity('AccessTokenValidity', units.AccessToken, 'hours', 1),
    idTokenValidity: validity('IdTokenValidity', units.IdToken, 'hours', 1),
    refreshTokenValidity: validity('RefreshTokenValidity', units.RefreshToken, 'days', 30),
    ...(rotates && { refreshTokenRotation: { retryGracePeriod: numberOf(rotation.RetryGracePeriodSeconds) ?? 0 } }),
    ...(readAttributes !== undefined && { readAttributes: textsOf(readAttributes) }),
    ...(writeAttributes !== undefined && { writeAttributes: textsOf(writeAttributes) }),
  };
}
