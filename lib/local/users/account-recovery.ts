import { notAuthorized } from '../../protocol/index.ts';
import type { LocalMfaFactor, LocalPoolDefinition, LocalRecoveryMechanism } from '../model.ts';
import type { UserMfa } from '../store/mfa.ts';
import type { StoredUser } from '../store/users.ts';
import type { Address } from './attributes.ts';
import { mfaSettings } from './second-factors.ts';
import { isVerified } from './verified.ts';

/** A pool that says nothing does as Cognito did before it could be said. */
const BY_DEFAULT: readonly LocalRecoveryMechanism[] = ['verified_phone_number', 'verified_email'];

const MFA_BY: Readonly<Record<Address, LocalMfaFactor>> = { email: 'EMAIL_OTP', phone_number: 'SMS_MFA' };

/**
 * Which of a user's addresses a code for a new password goes to; undefined where none is verified. In a pool that says
 * what recovers accounts, an address that is the user's second factor doesn't: it would be both.
 *
 * @throws CognitoError NotAuthorizedException where only the pool's owner sets passwords anew
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
 */
export function recoveryAddress(
  { attributes }: StoredUser,
  pool: LocalPoolDefinition,
  mfa: UserMfa,
): Address | undefined {
  const { accountRecovery } = pool;
  const mechanisms = accountRecovery ?? BY_DEFAULT;
  if (mechanisms.includes('admin_only')) {
    throw notAuthorized('Contact administrator to reset password.');
  }
  const { UserMFASettingList: factors = [] } = pool.mfaConfiguration === 'OFF' ? {} : mfaSettings(pool, mfa);
  return mechanisms
    .map((mechanism): Address => (mechanism === 'verified_email' ? 'email' : 'phone_number'))
    .filter((name) => accountRecovery === undefined || !factors.includes(MFA_BY[name]))
    .find((name) => isVerified(attributes, name));
}
