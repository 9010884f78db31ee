import type { LocalClientDefinition } from '../model.ts';
import { booleanOf, numberOf, objectOf, textsOf } from './json-values.ts';
import type { PropertyReader } from './read-pool-settings.ts';
import { readTokenValidity } from './token-validity.ts';

/** What Cognito allows a client that names no flows. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'];

/** Rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other; that the default gives way is a choice. */
const defaultAuthFlows = (rotates: boolean): readonly string[] =>
  DEFAULT_AUTH_FLOWS.filter((flow) => !rotates || flow !== 'ALLOW_REFRESH_TOKEN_AUTH');

const DEFAULT_AUTH_SESSION_MINUTES = 3;

/** How a client is set, without what it is called. */
export type LocalClientSettings = Omit<
  LocalClientDefinition,
  'logicalId' | 'constructPath' | 'clientId' | 'clientName' | 'clientSecret'
>;

/**
 * A client's settings, with Cognito's defaults for what is left out.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function readClientSettings(property: PropertyReader): LocalClientSettings {
  const flows = textsOf(property('ExplicitAuthFlows'));
  const rotation = objectOf(property('RefreshTokenRotation'));
  const rotates = rotation.Feature === 'ENABLED';
  // An empty list counts as none, as it was seen to (docs/cognito.md#34-attributes-that-users-write).
  const readAttributes = textsOf(property('ReadAttributes'));
  const writeAttributes = textsOf(property('WriteAttributes'));
  return {
    explicitAuthFlows: flows.length > 0 ? flows : defaultAuthFlows(rotates),
    preventUserExistenceErrors: property('PreventUserExistenceErrors') === 'ENABLED' ? 'ENABLED' : 'LEGACY',
    enableTokenRevocation: booleanOf(property('EnableTokenRevocation')) ?? true,
    authSessionValidity: numberOf(property('AuthSessionValidity')) ?? DEFAULT_AUTH_SESSION_MINUTES,
    ...readTokenValidity(property),
    ...(rotates && { refreshTokenRotation: { retryGracePeriod: numberOf(rotation.RetryGracePeriodSeconds) ?? 0 } }),
    ...(readAttributes.length > 0 && { readAttributes }),
    ...(writeAttributes.length > 0 && { writeAttributes }),
  };
}
