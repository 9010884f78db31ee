import { invalidParameter } from '../protocol/index.ts';
import { type AppIndex, type ChangingIndex, indexApp } from './app-index.ts';
import type { LocalApp, LocalClientDefinition, LocalPoolDefinition } from './model.ts';
import type { ApiPool } from './store/api-pools.ts';
import type { ClientSecret } from './store/client-secrets.ts';
import type { Store } from './store/store.ts';

/** The pools there are: the template's, which change with the app's sources, and those that were made over the API. */
export interface PoolRegistry {
  readonly index: AppIndex;
  /** Whether the pool comes from the template. */
  isOfTemplate(userPoolId: string): boolean;
  /** Whether the client comes from the template. */
  isClientOfTemplate(clientId: string): boolean;
  /** Goes on with another template. */
  update(app: LocalApp): void;
  /** Keeps a pool of the API's, new or changed. */
  save(pool: ApiPool): void;
  /** Removes a pool of the API's, with everything in it. */
  remove(userPoolId: string): void;
  /** Keeps a client of the API's, new or changed, of whichever pool. */
  saveClient(userPoolId: string, client: LocalClientDefinition): void;
  /** Removes a client of the API's, with its users' sign-ins. */
  removeClient(clientId: string): void;
  /** Keeps a secret of a client, of whichever pool. */
  addClientSecret(secret: ClientSecret): void;
  removeClientSecret(clientId: string, secretId: string): void;
}

/** @param now milliseconds since 1970 */
export function poolRegistry(template: LocalApp, store: Store, now: () => number): PoolRegistry {
  let app = template;
  let index = merged();
  keepGroups();

  /** A pool of both kinds is the template's. */
  function merged(): ChangingIndex {
    const made = indexApp({ ...app, pools: [] });
    const own = store.apiPools.list().filter(({ userPoolId }) => !isOfTemplate(userPoolId));
    for (const pool of [...app.pools, ...own.map((each) => ({ ...each, clients: [] }))]) {
      made.put(pool);
      for (const client of [...pool.clients, ...store.apiPools.clientsOf(pool.userPoolId)]) {
        made.putClient(pool.userPoolId, withSecrets(client));
      }
    }
    return made;
  }

  /** Secrets that were added or deleted stand above the one that a client was made with. */
  function withSecrets(client: LocalClientDefinition): LocalClientDefinition {
    const [first, ...others] = store.clientSecrets.of(client.clientId).map(({ secret }) => secret);
    return first === undefined ? client : { ...client, clientSecret: first, otherClientSecrets: others };
  }

  /** The template's groups are made, and made alike again when it changes; those of its groups that it drops stay. */
  function keepGroups(): void {
    for (const { userPoolId, groups = [] } of app.pools) {
      for (const group of groups) {
        const { createdAt = now() } = store.groups.find({ userPoolId, groupName: group.groupName }) ?? {};
        store.groups.save({ userPoolId, ...group, createdAt, modifiedAt: now() });
      }
    }
  }

  function isOfTemplate(userPoolId: string): boolean {
    return app.pools.some((pool) => pool.userPoolId === userPoolId);
  }

  /** Its secrets have changed. */
  function putAgain(clientId: string): void {
    const { pool, client } = index.client(clientId);
    index.putClient(pool.userPoolId, withSecrets(client));
  }

  return {
    get index() {
      return index;
    },
    isOfTemplate,
    isClientOfTemplate: (clientId) =>
      app.pools.some(({ clients }) => clients.some((client) => client.clientId === clientId)),
    update(changed) {
      app = changed;
      keepGroups();
      index = merged();
    },
    save(pool) {
      store.apiPools.save(pool);
      index.put({ ...pool, clients: [] });
    },
    remove(userPoolId) {
      store.apiPools.remove(userPoolId);
      index.remove(userPoolId);
    },
    saveClient(userPoolId, client) {
      store.apiPools.saveClient(userPoolId, client);
      index.putClient(userPoolId, withSecrets(client));
    },
    removeClient(clientId) {
      store.apiPools.removeClient(clientId);
      index.removeClient(clientId);
    },
    addClientSecret(secret) {
      store.clientSecrets.add(secret);
      putAgain(secret.clientId);
    },
    removeClientSecret(clientId, secretId) {
      store.clientSecrets.remove(clientId, secretId);
      putAgain(clientId);
    },
  };
}

/**
 * Refuses to change a pool of the template: it changes with the app's sources only, what is deployed is what runs. At AWS
 * it could be changed.
 *
 * @throws CognitoError InvalidParameterException
 */
export function assertPoolOfApi(
  { userPoolId, logicalId }: Pick<LocalPoolDefinition, 'userPoolId' | 'logicalId'>,
  registry: Pick<PoolRegistry, 'isOfTemplate'>,
): void {
  if (!registry.isOfTemplate(userPoolId)) return;
  throw invalidParameter(
    `User pool ${userPoolId} comes from the app's template (${logicalId}): change it in the app. ` +
      'Here only pools that were made with CreateUserPool can be changed or deleted.',
  );
}
