import { CognitoError } from '../../protocol/index.ts';
import type { LocalPoolDefinition, LocalRecoveryMechanism } from '../model.ts';
import type { StoredUser } from '../store/users.ts';

type Address = 'email' | 'phone_number';

/** A pool that says nothing does as Cognito did before it could be said. */
const BY_DEFAULT: readonly LocalRecoveryMechanism[] = ['verified_phone_number', 'verified_email'];

/**
 * Which of a user's addresses a code for a new password goes to; undefined where none is verified.
 *
 * @throws CognitoError NotAuthorizedException where only the pool's owner sets passwords anew
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
export function recoveryAddress({ attributes }: StoredUser, pool: LocalPoolDefinition): Address | undefined {
  const { accountRecovery = BY_DEFAULT } = pool;
  if (accountRecovery.includes('admin_only')) {
    throw new CognitoError('NotAuthorizedException', 'Contact administrator to reset password.');
  }
  return accountRecovery
    .map((mechanism): Address => (mechanism === 'verified_email' ? 'email' : 'phone_number'))
    .find((name) => attributes[name] !== undefined && attributes[`${name}_verified`] === 'true');
}
