import type { AppIndex } from '../app-index.ts';
import type { LocalClientDefinition, LocalFunction, LocalPoolDefinition } from '../model.ts';

/** What a client needs to know of a pool. */
export interface PoolConfig {
  readonly userPoolId: string;
  /** What the `iss` claim says. */
  readonly issuer: string;
  /** Where its public keys are, here. */
  readonly jwks: string;
  readonly clients: readonly Pick<LocalClientDefinition, 'clientId' | 'clientName' | 'clientSecret'>[];
}

/** `GET /_local/config`. The first pool's members stand at the top, since most apps have one. */
export interface LocalConfig extends Partial<PoolConfig> {
  readonly endpoint: string;
  readonly region: string;
  readonly pools: readonly PoolConfig[];
  readonly functions: readonly Pick<LocalFunction, 'functionName' | 'functionArn'>[];
}

/** Where a pool's public keys are. */
export const jwksUrl = (endpoint: string, userPoolId: string): string =>
  `${endpoint}/${userPoolId}/.well-known/jwks.json`;

/** Says what runs, and where. */
export function configOf({ app }: AppIndex, endpoint: string, issuerOf: (userPoolId: string) => string): LocalConfig {
  const pools = app.pools.map(
    ({ userPoolId, clients }: LocalPoolDefinition): PoolConfig => ({
      userPoolId,
      issuer: issuerOf(userPoolId),
      jwks: jwksUrl(endpoint, userPoolId),
      clients: clients.map(({ clientId, clientName, clientSecret }) => ({
        clientId,
        clientName,
        ...(clientSecret !== undefined && { clientSecret }),
      })),
    }),
  );
  return {
    endpoint,
    region: app.region,
    ...pools[0],
    pools,
    functions: app.functions.map(({ functionName, functionArn }) => ({ functionName, functionArn })),
  };
}
