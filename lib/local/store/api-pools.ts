import type { DatabaseSync } from 'node:sqlite';
import { isRecord } from '../../protocol/is-record.ts';
import type { LocalClientDefinition, LocalPoolDefinition } from '../model.ts';
import { json, text, unique } from './columns.ts';
import { insertion, statement } from './statement.ts';
import { table } from './table.ts';

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

// No deeper: what is read here was written here.
const isPool = (value: unknown): value is ApiPool => isRecord(value) && typeof value.userPoolId === 'string';
const isClient = (value: unknown): value is LocalClientDefinition =>
  isRecord(value) && typeof value.clientId === 'string';

export const API_POOLS = table({
  name: 'api_pools',
  inOrder: true,
  columns: { userPoolId: unique(text), definition: json(isPool, 'the definition of a pool') },
});

export const API_CLIENTS = table({
  name: 'api_clients',
  inOrder: true,
  columns: { clientId: unique(text), userPoolId: text, definition: json(isClient, 'the definition of a client') },
  indexes: ['CREATE INDEX api_clients_by_pool ON api_clients (user_pool_id)'],
});

/** The tables of pools and clients. */
export function apiPoolsIn(database: DatabaseSync): ApiPools {
  const list = statement(database, 'SELECT * FROM api_pools ORDER BY position', API_POOLS.columns);
  const save = insertion(database, API_POOLS, { update: ['definition'] });
  const clientsOf = statement(
    database,
    'SELECT * FROM api_clients WHERE user_pool_id = :userPoolId ORDER BY position',
    API_CLIENTS.columns,
  );
  const saveClient = insertion(database, API_CLIENTS, { update: ['definition'] });
  const clientRemovals = ['api_clients', 'client_secrets', 'sign_ins'].map((name) =>
    statement(database, `DELETE FROM ${name} WHERE client_id = :clientId`, API_CLIENTS.columns),
  );
  // What is a user's goes with the user.
  const removals = [
    ...['api_pools', 'api_clients', 'client_secrets', 'users', 'groups', 'signing_keys', 'search_terms'],
    'user_counts',
  ].map((name) => statement(database, `DELETE FROM ${name} WHERE user_pool_id = :userPoolId`, API_POOLS.columns));

  return {
    list: () => list.all({}).map(({ definition }) => definition),
    save(pool) {
      save({ userPoolId: pool.userPoolId, definition: pool });
    },
    remove(userPoolId) {
      for (const removal of removals) removal.run({ userPoolId });
    },
    clientsOf: (userPoolId) => clientsOf.all({ userPoolId }).map(({ definition }) => definition),
    saveClient(userPoolId, client) {
      saveClient({ clientId: client.clientId, userPoolId, definition: client });
    },
    removeClient(clientId) {
      for (const removal of clientRemovals) removal.run({ clientId });
    },
  };
}
