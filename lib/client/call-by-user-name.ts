import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';
import { ConfigurationError, NetworkError } from './errors.ts';

/** Calls an operation for a user by name, without a token; with the SECRET_HASH where the app client has a secret. */
export async function callByUserName<Answer>(
  config: ClientConfig,
  operation: string,
  username: string,
  request: object,
  { signal, clientMetadata }: CallOptions = {},
): Promise<Answer> {
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
  const { clientProof } = await import('./built-in/index.ts').catch((cause: unknown) => {
    throw new NetworkError('the code that proves the app client could not be loaded', { cause });
  });
  return clientProof({ ConfigurationError }, config, username);
}
