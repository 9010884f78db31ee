import { inject, vi } from 'vitest';

/** Has pools of this process take the run's keys, in turn, where they would make their own. */
vi.mock('jose', async (importActual) => {
  const jose = await importActual<typeof import('jose')>();
  const keys = inject('signingKeys');
  let taken = 0;
  return {
    ...jose,
    async generateKeyPair(algorithm: string, options: { readonly extractable?: boolean } = {}) {
      if (algorithm !== 'RS256') throw new Error(`the run has no keys for ${algorithm}`);
      const { kty = '', n = '', e = '', ...secret } = keys[taken++ % keys.length] ?? {};
      return {
        privateKey: await jose.importJWK({ ...secret, kty, n, e }, algorithm, options),
        publicKey: await jose.importJWK({ kty, n, e }, algorithm, { extractable: true }),
      };
    },
  };
});
