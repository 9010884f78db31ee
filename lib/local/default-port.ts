/** Where the local pool listens unless told. */
export const DEFAULT_PORT = 9339;

/** What a sign-in has to be told to find a pool: nothing where it listens as usual. */
export const endpointOption = (endpoint: string): string =>
  endpoint === `http://localhost:${DEFAULT_PORT}` ? '' : ` --endpoint ${endpoint}`;
