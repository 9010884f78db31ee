import { CognitoError, notAuthorized } from '../../protocol/index.ts';
import type { LocalMfaFactor, LocalPoolDefinition } from '../model.ts';
import type { UserMfa } from '../store/mfa.ts';
import type { StoredUser } from '../store/users.ts';
import { hasFactor, MFA_FACTORS } from '../users/second-factors.ts';
import type { SignInContext } from './sign-in-context.ts';

/** What a user who has proven the password is asked next. */
export type MfaDemand =
  | { readonly kind: 'none' }
  | { readonly kind: 'ask'; readonly factor: LocalMfaFactor }
  | { readonly kind: 'select'; readonly factors: readonly LocalMfaFactor[] }
  | { readonly kind: 'setUp'; readonly factors: readonly LocalMfaFactor[] }
  /** A factor is demanded, and this user has none and can set up none while signing in. */
  | { readonly kind: 'impossible' };

type Pool = Pick<LocalPoolDefinition, 'mfaConfiguration' | 'enabledMfas'>;

function among(factors: readonly LocalMfaFactor[], preferred: LocalMfaFactor | null): MfaDemand {
  const [first] = factors;
  if (first === undefined) return { kind: 'impossible' };
  if (preferred !== null && factors.includes(preferred)) return { kind: 'ask', factor: preferred };
  return factors.length === 1 ? { kind: 'ask', factor: first } : { kind: 'select', factors };
}

/**
 * Decides which second factor a user is asked for.
 *
 * What a user has turned on is asked as long as the pool has MFA at all, even a factor that the pool offers no more; one
 * whose address is gone fails the sign-in (`MFAMethodNotFoundException`, seen in aws-amplify/amplify-js#8829). A pool
 * that requires MFA asks everybody else for whatever they have: an address is enough (aws-amplify/amplify-js#1875). The
 * tokens that AWS says a user may get once after signing up, without a second factor, are not given here: when they are
 * isn't said well enough.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export function mfaDemand(pool: Pool, user: Pick<StoredUser, 'attributes'>, mfa: UserMfa): MfaDemand {
  if (pool.mfaConfiguration === 'OFF') return { kind: 'none' };
  const has = (factor: LocalMfaFactor): boolean => hasFactor(factor, user, mfa);
  if (mfa.enabled.length > 0) return among(mfa.enabled.filter(has), mfa.preferred);
  if (pool.mfaConfiguration === 'OPTIONAL') return { kind: 'none' };
  const offered = pool.enabledMfas ?? [];
  // An app that was verified keeps counting where the pool stops offering it.
  const held = MFA_FACTORS.filter(
    (factor) => has(factor) && (offered.includes(factor) || factor === 'SOFTWARE_TOKEN_MFA'),
  );
  if (held.length > 0) return among(held, mfa.preferred);
  // A phone number can't be given in the middle of a sign-in (aws-amplify/amplify-js#14013).
  const canSetUp = offered.some((factor) => factor !== 'SMS_MFA');
  return canSetUp ? { kind: 'setUp', factors: offered } : { kind: 'impossible' };
}

/** The text isn't documented. */
export const noMfaMethod = (): CognitoError =>
  new CognitoError('MFAMethodNotFoundException', 'No MFA mechanism registered in the account.');

/**
 * Refuses to set up a factor for a user who has got one since: whoever holds this session has proven a password only.
 *
 * @throws CognitoError NotAuthorizedException
 */
export function assertNothingSetUp(
  user: StoredUser,
  pool: LocalPoolDefinition,
  { store }: Pick<SignInContext, 'store'>,
): void {
  if (mfaDemand(pool, user, store.mfa.find(user)).kind === 'setUp') return;
  throw notAuthorized('Invalid session for the user.');
}
