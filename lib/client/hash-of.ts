import type { ClientConfig } from './config.ts';

/** The SECRET_HASH for a user name; undefined where the app client has no secret, as in every page. */
export async function hashOf({ clientId, clientSecret }: ClientConfig, username: string): Promise<string | undefined> {
  return clientSecret && (await import('./built-in/index.ts')).secretHash(username, clientId, clientSecret);
}
