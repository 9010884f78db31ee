import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Private keys for RS256, the run's own. */
    readonly signingKeys: JWK[];
  }
}

/** Two pools of a test have two keys each, and no two are the same. */
const KEYS = 4;

/** Makes the keys that all test pools of a run sign with: making some for each would take a third of the time. */
export default async function makeSigningKeys({ provide }: TestProject): Promise<void> {
  const make = async (): Promise<JWK> => exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey);
  provide('signingKeys', await Promise.all(Array.from({ length: KEYS }, make)));
}
