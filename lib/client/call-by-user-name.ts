import { call } from './call.ts';
import type { CallOptions, ClientConfig } from './client-config.ts';

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

async function secretHashFor({ clientId, clientSecret }: ClientConfig, username: string): Promise<string | undefined> {
  // No page has a secret, so none loads what this takes.
  if (!clientSecret) return undefined;
  const { secretHash } = await import('./built-in/index.ts');
  return secretHash(username, clientId, clientSecret);
}
