import type { LocalPoolDefinition } from '../model.ts';
import type { StoredUser } from '../store/users.ts';
import { isVerified } from '../users/verified.ts';
import { FIRST_FACTORS, type FirstFactor } from './auth-flows.ts';
import { mfaDemand } from './mfa-demand.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInUnderWay } from './sign-in-under-way.ts';

const isAllowed = (factor: FirstFactor, { firstAuthFactors = ['PASSWORD'] }: LocalPoolDefinition): boolean =>
  firstAuthFactors.includes(factor === 'PASSWORD_SRP' ? 'PASSWORD' : factor);

/**
 * Whether the user has what a factor needs. That a code goes only to an address that was verified isn't documented; to
 * any other one it would let in whoever owns that.
 */
function has(factor: FirstFactor, user: StoredUser, { store }: Pick<SignInContext, 'store'>): boolean {
  switch (factor) {
    case 'EMAIL_OTP':
      return isVerified(user.attributes, 'email');
    case 'SMS_OTP':
      return isVerified(user.attributes, 'phone_number');
    case 'WEB_AUTHN':
      return !store.passkeys.list(user).next().done;
    default:
      return user.passwordHash !== null;
  }
}

/**
 * Whether a factor is enough for a user who is to give a second one: only a password leads on to that. A passkey that
 * verified its user may stand for both.
 *
 * That users with MFA have no passwordless choice is as AWS documents it (user-pool-settings-mfa).
 */
function isEnough(
  factor: FirstFactor,
  user: StoredUser,
  pool: LocalPoolDefinition,
  { store }: Pick<SignInContext, 'store'>,
): boolean {
  if (factor === 'PASSWORD' || factor === 'PASSWORD_SRP') return true;
  if (mfaDemand(pool, user, store.mfa.find(user)).kind === 'none') return true;
  return factor === 'WEB_AUTHN' && pool.webAuthn?.isMultiFactor === true;
}

/** What somebody who doesn't exist would have: the kind of address that was typed, and no passkey. */
const wouldHave = (factor: FirstFactor, typed: string): boolean =>
  factor !== 'WEB_AUTHN' && factor !== (typed.startsWith('+') ? 'EMAIL_OTP' : 'SMS_OTP');

/**
 * The first factors that are open to whoever signs in. Cognito shows those who don't exist a choice as well, where the
 * client has PreventUserExistenceErrors ENABLED; which isn't documented.
 */
export function availableFactors(
  { at: { pool }, user, progress }: SignInUnderWay,
  context: Pick<SignInContext, 'store'>,
): FirstFactor[] {
  return FIRST_FACTORS.filter((factor) => {
    if (!isAllowed(factor, pool)) return false;
    if (!user) return wouldHave(factor, progress.typed);
    return has(factor, user, context) && isEnough(factor, user, pool, context);
  });
}
