import type { SignInRuntime } from '../sign-in-runtime.ts';

interface Platform {
  readonly crypto?: { readonly subtle?: object; readonly getRandomValues?: unknown };
  readonly btoa?: unknown;
}

/**
 * Makes sure of what passwords, devices and SECRET_HASH are proven with, before anything is sent.
 *
 * @throws ConfigurationError where the platform misses it.
 */
export function requireCrypto({ ConfigurationError }: Pick<SignInRuntime, 'ConfigurationError'>): void {
  const { crypto, btoa }: Platform = globalThis;
  if (crypto?.subtle && crypto.getRandomValues && btoa) return;
  throw new ConfigurationError(
    'no crypto.subtle, getRandomValues or btoa: serve the page by https, or bring them in React Native',
  );
}
