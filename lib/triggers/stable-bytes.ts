import { randomBytes } from 'node:crypto';
import { keyedHash } from '../challenges/keyed-hash.ts';
import type { Surroundings } from './options.ts';
import type { TriggerRequest } from './request.ts';

/**
 * Makes the values of decoys: by HMAC from pool, name and label, under a secret of the deployment.
 *
 * Without a secret they still can't be guessed, but change from process to process.
 */
export function stableBytesMaker({ decoySecret, log }: Pick<Surroundings, 'decoySecret' | 'log'>) {
  let secret = decoySecret || undefined;
  return ({ userPoolId, userName }: TriggerRequest) =>
    (label: string): Uint8Array => {
      if (secret === undefined) {
        log.warn(
          'COUNTERSIGN_DECOY_SECRET is not set: what unknown users get changes from process to process, and tells them apart',
        );
        secret = randomBytes(32).toString('base64url');
      }
      return keyedHash(secret, 'decoy', userPoolId, userName, label);
    };
}
