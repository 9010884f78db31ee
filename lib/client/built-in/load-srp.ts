import type { SignInRuntime } from '../sign-in-runtime.ts';
import { requireCrypto } from './require-crypto.ts';

/**
 * Loads the arithmetic of SRP: a file of its own, which only passwords and devices need.
 *
 * @throws ConfigurationError where the platform can't do it; NetworkError where the file didn't come.
 */
export async function loadSrp(errors: Pick<SignInRuntime, 'ConfigurationError' | 'NetworkError'>) {
  requireCrypto(errors);
  return import('./srp.ts').catch((cause: unknown) => {
    throw new errors.NetworkError('the code that proves a password could not be loaded', { cause });
  });
}
