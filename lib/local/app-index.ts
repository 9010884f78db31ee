import { CognitoError } from '../protocol/index.ts';
import type { LocalApp, LocalClientDefinition, LocalPoolDefinition } from './model.ts';

/** A client, and the pool it belongs to. */
export interface PoolClient {
  readonly pool: LocalPoolDefinition;
  readonly client: LocalClientDefinition;
}

/** The pools and clients of an app, by their ids. */
export interface AppIndex {
  readonly app: LocalApp;
  /** @throws CognitoError ResourceNotFoundException */
  pool(userPoolId: string): LocalPoolDefinition;
  /**
   * @param userPoolId the pool it must belong to, where the caller names one
   * @throws CognitoError ResourceNotFoundException
   */
  client(clientId: string, userPoolId?: string): PoolClient;
}

const notFound = (what: string): CognitoError =>
  new CognitoError('ResourceNotFoundException', `${what} does not exist.`);

/** Indexes an app. */
export function indexApp(app: LocalApp): AppIndex {
  const pools = new Map(app.pools.map((pool) => [pool.userPoolId, pool]));
  const clients = new Map(
    app.pools.flatMap((pool) =>
      pool.clients.map((client): [string, PoolClient] => [client.clientId, { pool, client }]),
    ),
  );
  return {
    app,
    pool(userPoolId) {
      const pool = pools.get(userPoolId);
      if (!pool) throw notFound(`User pool ${userPoolId}`);
      return pool;
    },
    client(clientId, userPoolId) {
      const found = clients.get(clientId);
      if (!found || (userPoolId !== undefined && found.pool.userPoolId !== userPoolId)) {
        throw notFound(`User pool client ${clientId}`);
      }
      return found;
    },
  };
}
