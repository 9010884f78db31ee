import { secretHash } from '../../protocol/secret-hash.ts';
import type { ClientConfig } from '../client-config.ts';
import type { SignInRuntime } from '../sign-in-runtime.ts';
import { requireCrypto } from './require-crypto.ts';

/**
 * The SECRET_HASH over the name that goes along in the same request; undefined where the app client has no secret.
 *
 * @throws ConfigurationError where the platform can't compute it.
 */
export async function clientProof(
  errors: Pick<SignInRuntime, 'ConfigurationError'>,
  { clientId, clientSecret }: ClientConfig,
  username: string,
): Promise<string | undefined> {
  if (!clientSecret) return undefined;
  requireCrypto(errors);
  return secretHash(username, clientId, clientSecret);
}
