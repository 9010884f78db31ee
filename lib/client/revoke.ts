import { call } from './call.ts';
import type { ClientConfig } from './client-config.ts';
import { claimsOf } from './read-claims.ts';
import type { Tokens } from './tokens.ts';

/** Revokes tokens, where the app client has revocation turned on: else they lack that claim. */
export async function revoke(
  config: ClientConfig,
  { accessToken, refreshToken }: Tokens,
  signal?: AbortSignal,
): Promise<void> {
  if (!('origin_jti' in claimsOf(accessToken))) return;
  const { clientId, clientSecret } = config;
  await call(config, 'RevokeToken', { ClientId: clientId, ClientSecret: clientSecret, Token: refreshToken }, signal);
}
