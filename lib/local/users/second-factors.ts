import type { LocalMfaFactor, LocalPoolDefinition } from '../model.ts';
import type { UserMfa } from '../store/mfa.ts';
import type { StoredUser } from '../store/users.ts';

/** Every second factor, in the order in which they are told. */
export const MFA_FACTORS: readonly LocalMfaFactor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];

/** Whether a user has what a factor needs. Cognito sends codes to addresses that aren't verified, too. */
export function hasFactor(
  factor: LocalMfaFactor,
  { attributes }: Pick<StoredUser, 'attributes'>,
  mfa: UserMfa,
): boolean {
  if (factor === 'SMS_MFA') return attributes.phone_number !== undefined;
  if (factor === 'EMAIL_OTP') return attributes.email !== undefined;
  return mfa.softwareToken !== null;
}

/** A user's factors as GetUser and AdminGetUser tell them. In a pool that requires MFA a verified app is always on. */
export function mfaSettings(
  pool: Pick<LocalPoolDefinition, 'mfaConfiguration'>,
  { enabled, preferred, softwareToken }: UserMfa,
): { readonly PreferredMfaSetting?: LocalMfaFactor; readonly UserMFASettingList?: readonly LocalMfaFactor[] } {
  const isOn = (factor: LocalMfaFactor): boolean =>
    enabled.includes(factor) ||
    (factor === 'SOFTWARE_TOKEN_MFA' && softwareToken !== null && pool.mfaConfiguration === 'ON');
  const list = MFA_FACTORS.filter(isOn);
  return {
    ...(preferred !== null && { PreferredMfaSetting: preferred }),
    ...(list.length > 0 && { UserMFASettingList: list }),
  };
}
