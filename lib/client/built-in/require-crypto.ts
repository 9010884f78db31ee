import type { SignInRuntime } from '../sign-in-runtime.ts';

interface Platform {
  readonly crypto?: { readonly subtle?: object; readonly getRandomValues?: unknown };
  readonly atob?: unknown;
  readonly btoa?: unknown;
  readonly TextEncoder?: unknown;
}

/**
 * Makes sure of what passwords, devices and SECRET_HASH are proven with, before anything is sent.
 *
 * @throws ConfigurationError where the platform misses it.
 */
export function requireCrypto({ ConfigurationError }: Pick<SignInRuntime, 'ConfigurationError'>): void {
  const { crypto, atob, btoa, TextEncoder }: Platform = globalThis;
  if (crypto?.subtle && crypto.getRandomValues && atob && btoa && TextEncoder) return;
  throw new ConfigurationError(
    'no crypto.subtle, getRandomValues, atob, btoa or TextEncoder: serve the page by https, or bring them',
  );
}
