import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { ConfigurationError } from './errors.ts';
import { within } from './within.ts';

/** Calls an operation for a user by name, without a token; with the SECRET_HASH where the app client has a secret. */
export async function callByUserName<Answer>(
  config: ClientConfig,
  operation: string,
  name: string,
  request: object,
  { signal, clientMetadata }: CallOptions = {},
): Promise<Answer> {
  // No name has blanks around it.
  const username = `${name ?? ''}`.trim();
  const proven = {
    ClientId: config.clientId,
    Username: username,
    SecretHash: await secretHashFor(config, username),
    ClientMetadata: clientMetadata,
    ...request,
  };
  return call<Answer>(config, operation, proven, signal);
}

async function secretHashFor(config: ClientConfig, username: string): Promise<string | undefined> {
  // No page has a secret, so none loads what this takes.
  if (!config.clientSecret) return undefined;
  const { clientProof } = await within(config, undefined, () => import('./built-in/index.ts'));
  return clientProof({ ConfigurationError }, config, username);
}
