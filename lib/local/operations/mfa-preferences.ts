import { invalidParameter } from '../../protocol/index.ts';
import type { LocalMfaFactor, LocalPoolDefinition } from '../model.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { flag, type Input, optional, structure } from '../request/input.ts';
import { members, userMembers } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import type { StoredUser } from '../store/users.ts';
import { namedUser } from '../users/find-user.ts';
import { hasFactor } from '../users/second-factors.ts';

const settings = optional(structure({ Enabled: optional(flag), PreferredMfa: optional(flag) }));

const preferenceMembers = {
  SMSMfaSettings: settings,
  SoftwareTokenMfaSettings: settings,
  EmailMfaSettings: settings,
} as const;

const FACTORS = {
  SMS_MFA: 'SMSMfaSettings',
  SOFTWARE_TOKEN_MFA: 'SoftwareTokenMfaSettings',
  EMAIL_OTP: 'EmailMfaSettings',
} as const satisfies Record<LocalMfaFactor, keyof typeof preferenceMembers>;

const NAMES = Object.keys(FACTORS) as readonly LocalMfaFactor[];

/**
 * Turns a user's factors on and off, and sets which one is preferred. What isn't named stays.
 *
 * @throws CognitoError InvalidParameterException
 */
function setPreference(
  user: StoredUser,
  pool: LocalPoolDefinition,
  input: Input<typeof preferenceMembers>,
  { store }: Pick<OperationContext, 'store'>,
): void {
  const mfa = store.mfa.find(user);
  const preferring = NAMES.filter((factor) => input[FACTORS[factor]]?.PreferredMfa === true);
  // The texts of these two aren't documented.
  if (preferring.length > 1) throw invalidParameter('Only one MFA method can be preferred.');
  const off = preferring.find((factor) => input[FACTORS[factor]]?.Enabled !== true);
  if (off) throw invalidParameter(`${off} can't be preferred without being enabled.`);

  const enabled = NAMES.filter((factor) => input[FACTORS[factor]]?.Enabled ?? mfa.enabled.includes(factor));
  const unready = enabled.find((factor) => input[FACTORS[factor]]?.Enabled && !hasFactor(factor, user, mfa));
  if (unready) throw invalidParameter(`User does not have delivery config set to turn on ${unready}`);
  // Where MFA is required, its users choose what they prefer, and turn nothing off. The text isn't documented.
  const dropped = mfa.enabled.find((factor) => !enabled.includes(factor));
  if (dropped && pool.mfaConfiguration === 'ON') {
    throw invalidParameter(`${dropped} can't be turned off: MFA is required.`);
  }

  const kept = mfa.preferred !== null && enabled.includes(mfa.preferred) && !input[FACTORS[mfa.preferred]];
  store.mfa.change(user, { enabled, preferred: preferring[0] ?? (kept ? mfa.preferred : null) });
}

/**
 * Which factors a user has, and prefers.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
export const mfaPreferences = {
  SetUserMFAPreference: openOperation(
    { AccessToken: members.token, ...preferenceMembers },
    async ({ AccessToken, ...input }, context) => {
      const { user, pool } = await holderOf(AccessToken, context);
      setPreference(user, pool, input, context);
      return {};
    },
  ),

  AdminSetUserMFAPreference: signedOperation(
    { ...userMembers, ...preferenceMembers },
    ({ UserPoolId, Username, ...input }, context) => {
      const { pool, user } = namedUser({ UserPoolId, Username }, context);
      setPreference(user, pool, input, context);
      return {};
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
