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
  has(userPoolId: string): boolean;
  /** @throws CognitoError ResourceNotFoundException */
  pool(userPoolId: string): LocalPoolDefinition;
  /**
   * @param userPoolId the pool it must belong to, where the caller names one
   * @throws CognitoError ResourceNotFoundException
   */
  client(clientId: string, userPoolId?: string): PoolClient;
  /** Where a pool or a client stands in the order in which they were made; undefined where there is none of the id. */
  placeOf(id: string): number | undefined;
}

/** An index that changes with the pools. A change costs the same however many others there are. */
export interface ChangingIndex extends AppIndex {
  put(pool: LocalPoolDefinition): void;
  remove(userPoolId: string): void;
  putClient(userPoolId: string, client: LocalClientDefinition): void;
  removeClient(clientId: string): void;
}

const notFound = (what: string): CognitoError =>
  new CognitoError('ResourceNotFoundException', `${what} does not exist.`);

/** Indexes an app. */
export function indexApp(app: LocalApp): ChangingIndex {
  const pools = new Map<string, LocalPoolDefinition>();
  const clients = new Map<string, { readonly userPoolId: string; readonly client: LocalClientDefinition }>();
  /** The clients of each pool, in order. */
  const clientsByPool = new Map<string, Map<string, LocalClientDefinition>>();
  const places = new Map<string, number>();
  let nextPlace = 0;
  let shown: LocalApp | undefined;

  const place = (id: string): void => {
    if (!places.has(id)) places.set(id, nextPlace++);
  };
  const clientsOf = (userPoolId: string): Map<string, LocalClientDefinition> => {
    const found = clientsByPool.get(userPoolId) ?? new Map<string, LocalClientDefinition>();
    clientsByPool.set(userPoolId, found);
    return found;
  };

  const index: ChangingIndex = {
    get app() {
      shown ??= { ...app, pools: [...pools.values()] };
      return shown;
    },
    has: (userPoolId) => pools.has(userPoolId),
    pool(userPoolId) {
      const pool = pools.get(userPoolId);
      if (!pool) throw notFound(`User pool ${userPoolId}`);
      return pool;
    },
    client(clientId, userPoolId) {
      const found = clients.get(clientId);
      const pool = found && pools.get(found.userPoolId);
      if (!pool || (userPoolId !== undefined && pool.userPoolId !== userPoolId)) {
        throw notFound(`User pool client ${clientId}`);
      }
      return { pool, client: found.client };
    },
    placeOf: (id) => places.get(id),
    put({ clients: _, ...pool }) {
      const { userPoolId } = pool;
      place(userPoolId);
      pools.set(userPoolId, {
        ...pool,
        get clients() {
          return [...clientsOf(userPoolId).values()];
        },
      });
      shown = undefined;
    },
    remove(userPoolId) {
      for (const clientId of clientsOf(userPoolId).keys()) index.removeClient(clientId);
      for (const map of [pools, clientsByPool, places]) map.delete(userPoolId);
      shown = undefined;
    },
    putClient(userPoolId, client) {
      place(client.clientId);
      clients.set(client.clientId, { userPoolId, client });
      clientsOf(userPoolId).set(client.clientId, client);
    },
    removeClient(clientId) {
      const { userPoolId = '' } = clients.get(clientId) ?? {};
      clientsByPool.get(userPoolId)?.delete(clientId);
      for (const map of [clients, places]) map.delete(clientId);
    },
  };
  for (const pool of app.pools) {
    index.put(pool);
    for (const client of pool.clients) index.putClient(pool.userPoolId, client);
  }
  return index;
}
