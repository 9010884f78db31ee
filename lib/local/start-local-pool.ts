import { openKeptStore } from './kept-store.ts';
import type { LocalPool, LocalPoolOptions } from './local-pool.ts';
import { startPoolOn } from './pool-on-store.ts';

/**
 * Starts a local user pool: Cognito's wire protocol for the app's pools, triggers run by the host.
 *
 * @throws PortInUseError, AddressError, StorageError, SeedError
 * @example
 * const pool = await startLocalPool({ app, host, port: 0 });
 * const client = new CognitoIdentityProviderClient({ endpoint: pool.endpoint, region: app.region });
 * await pool.close();
 */
export async function startLocalPool(options: LocalPoolOptions): Promise<LocalPool> {
  const { storage = 'memory', onGone = (error) => console.error(error.message) } = options;
  const kept = openKeptStore(storage, onGone);
  try {
    const pool = await startPoolOn(kept, options);
    return { ...pool, close: () => pool.close().finally(kept.close) };
  } catch (error) {
    kept.close();
    throw error;
  }
}
