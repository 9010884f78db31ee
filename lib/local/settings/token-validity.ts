import type { LocalClientDefinition, LocalTimeUnit, LocalTokenValidityUnits } from '../model.ts';
import { numberOf, objectOf } from './json-values.ts';
import type { PropertyReader } from './read-pool-settings.ts';

/** A unit's length in seconds. */
export const SECONDS: Readonly<Record<LocalTimeUnit, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** What Cognito takes a validity in, where no unit is named. */
export const DEFAULT_UNITS: LocalTokenValidityUnits = { accessToken: 'hours', idToken: 'hours', refreshToken: 'days' };

type Validity = 'accessTokenValidity' | 'idTokenValidity' | 'refreshTokenValidity' | 'tokenValidityUnits';

/**
 * How long a client's tokens are good: an hour, and 30 days for refresh tokens, where nothing is said. A unit alone says
 * only how that is told. 0 stands for the default, as Cognito takes it for refresh tokens.
 */
export function readTokenValidity(property: PropertyReader): Pick<LocalClientDefinition, Validity> {
  const given = objectOf(property('TokenValidityUnits'));
  const unit = (name: string, otherwise: LocalTimeUnit): LocalTimeUnit =>
    Object.keys(SECONDS).find((known): known is LocalTimeUnit => known === given[name]) ?? otherwise;
  const units: LocalTokenValidityUnits = {
    accessToken: unit('AccessToken', DEFAULT_UNITS.accessToken),
    idToken: unit('IdToken', DEFAULT_UNITS.idToken),
    refreshToken: unit('RefreshToken', DEFAULT_UNITS.refreshToken),
  };
  const seconds = (name: string, spoken: LocalTimeUnit, otherwise: number): number => {
    const amount = numberOf(property(name));
    return amount ? amount * SECONDS[spoken] : otherwise;
  };
  return {
    accessTokenValidity: seconds('AccessTokenValidity', units.accessToken, SECONDS.hours),
    idTokenValidity: seconds('IdTokenValidity', units.idToken, SECONDS.hours),
    refreshTokenValidity: seconds('RefreshTokenValidity', units.refreshToken, 30 * SECONDS.days),
    tokenValidityUnits: units,
  };
}
