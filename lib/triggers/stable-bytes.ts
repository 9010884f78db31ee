import { randomBytes } from 'node:crypto';
import { keyedHash } from '../challenges/keyed-hash.ts';
import type { Surroundings } from './options.ts';
import type { TriggerRequest } from './request.ts';

/** Stands in for the secret of the deployment: can't be guessed either, but changes from process to process. */
let standIn: string | undefined;

/** Makes the values of decoys: by HMAC from pool, name and label, under a secret of the deployment. */
export const stableBytesOf =
  ({ decoySecret, log }: Pick<Surroundings, 'decoySecret' | 'log'>, { userPoolId, user }: TriggerRequest) =>
  (label: string): Uint8Array => {
    if (!decoySecret && standIn === undefined) {
      log.warn('COUNTERSIGN_DECOY_SECRET is not set: what unknown users get changes with each process');
      standIn = randomBytes(32).toString('base64url');
    }
    return keyedHash(decoySecret || (standIn as string), 'decoy', userPoolId, user.userName, label);
  };
