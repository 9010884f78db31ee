import type { LocalClientDefinition } from '../model.ts';
import { booleanOf, numberOf, objectOf, textOf, textsOf } from './json-values.ts';
import type { PropertyReader } from './read-pool-settings.ts';

/** What Cognito allows a client that names no flows. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'];

/** Rotation and ALLOW_REFRESH_TOKEN_AUTH exclude each other; that the default gives way is a choice. */
const defaultAuthFlows = (rotates: boolean): readonly string[] =>
  DEFAULT_AUTH_FLOWS.filter((flow) => !rotates || flow !== 'ALLOW_REFRESH_TOKEN_AUTH');

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
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
  const units = objectOf(property('TokenValidityUnits'));
  const validity = (name: string, unit: unknown, defaultUnit: string, defaultAmount: number): number => {
    // 0 stands for the default, as Cognito takes it for refresh tokens.
    const amount = numberOf(property(name)) || defaultAmount;
    return amount * (SECONDS[textOf(unit) ?? defaultUnit] ?? 1);
  };
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
    accessTokenValidity: validity('AccessTokenValidity', units.AccessToken, 'hours', 1),
    idTokenValidity: validity('IdTokenValidity', units.IdToken, 'hours', 1),
    refreshTokenValidity: validity('RefreshTokenValidity', units.RefreshToken, 'days', 30),
    ...(rotates && { refreshTokenRotation: { retryGracePeriod: numberOf(rotation.RetryGracePeriodSeconds) ?? 0 } }),
    ...(readAttributes.length > 0 && { readAttributes }),
    ...(writeAttributes.length > 0 && { writeAttributes }),
  };
}
