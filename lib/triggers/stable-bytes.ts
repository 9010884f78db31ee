import { ConfigurationError } from '../aws/errors.ts';
import { keyedHash } from '../protocol/keyed-hash.ts';
import { foldedName } from './folded-name.ts';
import type { Surroundings } from './options.ts';
import type { TriggerRequest } from './request.ts';

/**
 * Makes the values of decoys: by HMAC from pool, name and label, under a secret of the deployment.
 *
 * @throws ConfigurationError if there is no secret. At once, for every user: an error that only unknown ones cause would
 * tell them.
 */
export function stableBytesOf(
  secret: string | Uint8Array | undefined,
  { userPoolId, user }: TriggerRequest,
  environment: Surroundings['environment'],
): (label: string) => Uint8Array {
  if (!secret) {
    throw new ConfigurationError(
      'the environment variable COUNTERSIGN_DECOY_SECRET is not set: set any text that stays the same and is not known ' +
        'outside',
    );
  }
  const name = foldedName(user.userName, environment);
  return (label) => keyedHash(secret, 'decoy', userPoolId, name, label);
}
