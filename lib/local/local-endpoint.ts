/** Where the local pool listens unless told. */
export const DEFAULT_PORT = 9339;

/** The URL of a local pool, as clients are given it. */
export const localEndpoint = (port: number | string): string => `http://localhost:${port}`;

/** What a sign-in has to be told to find a pool: nothing where it listens as usual. */
export const endpointOption = (endpoint: string): string =>
  endpoint === localEndpoint(DEFAULT_PORT) ? '' : ` --endpoint ${endpoint}`;

/** The URL of a deployed pool, as the `iss` claim says it: by the region that the pool's id begins with. */
export const deployedIssuer = (userPoolId: string): string =>
  `https://cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;
