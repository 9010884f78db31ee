import type { AppIndex } from '../app-index.ts';
import { endpointOption } from '../local-endpoint.ts';
import type { LocalClientDefinition, LocalFunction, LocalPoolDefinition } from '../model.ts';

/** An app client, as whoever signs in with it needs it. */
export type AppClientConfig = Pick<
  LocalClientDefinition,
  'clientId' | 'clientName' | 'clientSecret' | 'logicalId' | 'constructPath' | 'explicitAuthFlows'
>;

/** What a client needs to know of a pool. */
export interface PoolConfig {
  readonly userPoolId: string;
  /** What the `iss` claim says. */
  readonly issuer: string;
  /** Where its public keys are, here. */
  readonly jwks: string;
  readonly clients: readonly AppClientConfig[];
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

/** The app clients of all pools, each with its pool's id. */
export const clientsIn = ({ pools }: Pick<LocalConfig, 'pools'>): readonly PoolClientConfig[] =>
  pools.flatMap(({ userPoolId, clients }) => clients.map((client) => ({ userPoolId, ...client })));

/** An app client with its pool's id. */
export type PoolClientConfig = AppClientConfig & { readonly userPoolId: string };

/** The app client that a custom sign-in takes where none is named: the first that allows one. */
export const defaultClient = (config: Pick<LocalConfig, 'pools'>): PoolClientConfig | undefined =>
  clientsIn(config).find(({ explicitAuthFlows }) => explicitAuthFlows.includes('ALLOW_CUSTOM_AUTH'));

/** The app client that a front end takes, which keeps no secret: where there is a choice, the first without one. */
export const publicClient = (config: Pick<LocalConfig, 'pools'>): PoolClientConfig | undefined =>
  clientsIn(config).find(
    ({ explicitAuthFlows, clientSecret }) =>
      clientSecret === undefined && explicitAuthFlows.includes('ALLOW_CUSTOM_AUTH'),
  ) ?? defaultClient(config);

/** What a sign-in has to be told to find the pool and the client. */
export function signInOptions(config: Pick<LocalConfig, 'pools' | 'endpoint'>): string {
  const clients = clientsIn(config);
  const client = clients.length > 1 ? defaultClient(config) : undefined;
  return `${client ? ` --client ${nameAmong(clients, client)}` : ''}${endpointOption(config.endpoint)}`;
}

/** What no other client is called. Stacks of one app have the same logical ids where their constructs are called the same. */
function nameAmong(clients: readonly PoolClientConfig[], { logicalId, clientId }: PoolClientConfig): string {
  return clients.filter((each) => each.logicalId === logicalId).length > 1 ? clientId : logicalId;
}

/** Says what runs, and where. */
export function configOf({ app }: AppIndex, endpoint: string, issuerOf: (userPoolId: string) => string): LocalConfig {
  const pools = app.pools.map(
    ({ userPoolId, clients }: LocalPoolDefinition): PoolConfig => ({
      userPoolId,
      issuer: issuerOf(userPoolId),
      jwks: jwksUrl(endpoint, userPoolId),
      clients: clients.map(({ clientId, clientName, clientSecret, logicalId, constructPath, explicitAuthFlows }) => ({
        ...{ clientId, clientName, logicalId, explicitAuthFlows },
        ...(clientSecret !== undefined && { clientSecret }),
        ...(constructPath !== undefined && { constructPath }),
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
