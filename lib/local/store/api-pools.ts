import type { DatabaseSync } from 'node:sqlite';
import type { LocalClientDefinition, LocalPoolDefinition } from '../model.ts';

/** A pool that was made over the API; its clients stand by themselves. */
export type ApiPool = Omit<LocalPoolDefinition, 'clients'>;

/** The pools that were made over the API, and the clients, of these and of the template's. */
export interface ApiPools {
  /** In the order in which they were made. */
  list(): readonly ApiPool[];
  save(pool: ApiPool): void;
  /** With everything in it: users, groups, keys. */
  remove(userPoolId: string): void;
  /** In the order in which they were made. */
  clientsOf(userPoolId: string): readonly LocalClientDefinition[];
  saveClient(userPoolId: string, client: LocalClientDefinition): void;
  /** With its users' sign-ins. */
  removeClient(clientId: string): void;
}

export const API_POOL_TABLES = `
CREATE TABLE api_pools (
  position INTEGER PRIMARY KEY,
  user_pool_id TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL
) STRICT;

CREATE TABLE api_clients (
  position INTEGER PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE,
  user_pool_id TEXT NOT NULL,
  definition TEXT NOT NULL
) STRICT;
`;

const SAVED = 'ON CONFLICT DO UPDATE SET definition = excluded.definition';

/** The tables of pools and clients. */
export function apiPoolsIn(database: DatabaseSync): ApiPools {
  const list = database.prepare('SELECT definition FROM api_pools ORDER BY position');
  const save = database.prepare(`INSERT INTO api_pools (user_pool_id, definition) VALUES (?, ?) ${SAVED}`);
  const clientsOf = database.prepare('SELECT definition FROM api_clients WHERE user_pool_id = ? ORDER BY position');
  const saveClient = database.prepare(
    `INSERT INTO api_clients (client_id, user_pool_id, definition) VALUES (?, ?, ?) ${SAVED}`,
  );
  const clientRemovals = ['api_clients', 'client_secrets', 'sign_ins'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE client_id = ?`),
  );
  // What is a user's goes with the user.
  const removals = ['api_pools', 'api_clients', 'client_secrets', 'users', 'groups', 'signing_keys'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE user_pool_id = ?`),
  );

  return {
    list: () => list.all().map(({ definition }) => JSON.parse(definition as string)),
    save(pool) {
      save.run(pool.userPoolId, JSON.stringify(pool));
    },
    remove(userPoolId) {
      for (const removal of removals) removal.run(userPoolId);
    },
    clientsOf: (userPoolId) => clientsOf.all(userPoolId).map(({ definition }) => JSON.parse(definition as string)),
    saveClient(userPoolId, client) {
      saveClient.run(client.clientId, userPoolId, JSON.stringify(client));
    },
    removeClient(clientId) {
      for (const removal of clientRemovals) removal.run(clientId);
    },
  };
}
