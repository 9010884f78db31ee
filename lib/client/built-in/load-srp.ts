import type { SignInRuntime } from '../sign-in-runtime.ts';
import { requireCrypto } from './require-crypto.ts';

/**
 * Loads the arithmetic of SRP: a file of its own, which only passwords and devices need.
 *
 * @throws ConfigurationError where the platform can't do it; NetworkError where the file didn't come.
 */
export async function loadSrp(context: Pick<SignInRuntime, 'ConfigurationError' | 'config' | 'within'>) {
  requireCrypto(context);
  return context.within(context.config, undefined, () => import('./srp.ts'));
}
