import { ConfigurationError } from '../aws/errors.ts';
import { keyedHash } from '../challenges/keyed-hash.ts';
import type { Surroundings } from './options.ts';
import type { TriggerRequest } from './request.ts';

/** One for all the spellings that Cognito may take for one user. */
const folded = (userName: string): string => userName.normalize('NFKC').toLowerCase();

/**
 * Makes the values of decoys: by HMAC from pool, name and label, under a secret of the deployment.
 *
 * @throws ConfigurationError if there is no secret. At once, for every user: an error that only unknown ones cause would
 * tell them.
 */
export function stableBytesOf(
  { decoySecret }: Pick<Surroundings, 'decoySecret'>,
  { userPoolId, user }: TriggerRequest,
): (label: string) => Uint8Array {
  if (!decoySecret) {
    throw new ConfigurationError(
      'the environment variable COUNTERSIGN_DECOY_SECRET is not set: set any text that stays the same and is not known ' +
        'outside',
    );
  }
  const name = folded(user.userName);
  return (label) => keyedHash(decoySecret, 'decoy', userPoolId, name, label);
}
