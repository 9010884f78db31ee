import { clientsIn, defaultClient, type PoolClientConfig } from '../../local/server/pool-config.ts';
import { FailedError } from '../errors.ts';
import type { LocalPools } from './local-config.ts';

/**
 * The app client to sign in with, in whichever pool it is.
 *
 * @param wanted its id, its name, its logical id, or where it stands in the CDK app, from the end: `SignIn/Client`. Without
 * it, the first that allows a custom sign-in
 * @throws FailedError if there is none, or more than one
 */
export function pickClient(config: LocalPools, wanted: string | undefined): PoolClientConfig {
  const clients = clientsIn(config);
  const names = clients.map(({ clientName, constructPath }) => constructPath ?? clientName).join(', ') || 'none';
  if (wanted === undefined) {
    const client = defaultClient(config);
    if (client) return client;
    throw new FailedError(`the local pool has no app client that allows ALLOW_CUSTOM_AUTH; its app clients: ${names}`);
  }
  const [client, ...others] = clients.filter((each) => isCalled(each, wanted));
  if (!client) throw new FailedError(`the local pool has no app client ${wanted}; its app clients: ${names}`);
  if (others.length === 0) return client;
  throw new FailedError(`the local pool has more than one app client ${wanted}; its app clients: ${names}`);
}

const isCalled = ({ clientId, clientName, logicalId, constructPath }: PoolClientConfig, wanted: string): boolean =>
  [clientId, clientName, logicalId].includes(wanted) || `/${constructPath}`.endsWith(`/${wanted}`);
