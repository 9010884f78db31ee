import type { LocalConfig } from '../../local/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { FailedError } from '../errors.ts';

/** What a client must know of the local pool. */
export type LocalPools = Pick<LocalConfig, 'pools'>;

/**
 * Asks the local pool for its ids.
 *
 * @throws FailedError if none answers there
 */
export async function readLocalConfig(endpoint: string): Promise<LocalPools> {
  const url = URL.parse('/_local/config', endpoint);
  if (!url) throw new FailedError(`--endpoint takes a URL such as http://localhost:9339, got ${endpoint}`);
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new FailedError(`no local pool answers at ${endpoint}: start it with countersign local`, { cause });
  }
  const config: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (!isLocalConfig(config)) throw new FailedError(`what answers at ${endpoint} is no local pool of this version`);
  return config;
}

const isLocalConfig = (value: unknown): value is LocalPools => isRecord(value) && Array.isArray(value.pools);
