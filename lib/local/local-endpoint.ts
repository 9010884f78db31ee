import { isIPv6 } from 'node:net';

/** Where the local pool listens unless told. */
export const DEFAULT_PORT = 9339;

/** Where the page of an app is served unless told. */
export const DEFAULT_PAGE_PORT = 9340;

/** The URL of a local pool, as clients are given it. */
export const localEndpoint = (port: number | string): string => `http://localhost:${port}`;

/**
 * Where this machine reaches a local pool: what listens on every address is asked at this machine's own.
 *
 * @param hostname what it listens on, where that isn't this machine's own address
 */
export function reachedAt(endpoint: string, hostname: string | undefined): string {
  const url = new URL(endpoint);
  if (hostname === undefined || ['0.0.0.0', '::'].includes(hostname)) url.hostname = '127.0.0.1';
  else url.hostname = isIPv6(hostname) ? `[${hostname}]` : hostname;
  return url.origin;
}

/** What a sign-in has to be told to find a pool: nothing where it listens as usual. */
export const endpointOption = (endpoint: string): string =>
  endpoint === localEndpoint(DEFAULT_PORT) ? '' : ` --endpoint ${endpoint}`;

/** The URL of a deployed pool, as the `iss` claim says it: by the region that the pool's id begins with. */
export const deployedIssuer = (userPoolId: string): string =>
  `https://cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;
