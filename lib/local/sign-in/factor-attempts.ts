import { CognitoError } from '../../protocol/index.ts';
import type { LocalPoolDefinition } from '../model.ts';
import type { PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';
import { mfaDemand } from './mfa-demand.ts';

/**
 * Checks a code of a second factor. Wrong ones count in whatever sign-ins they came, and lock the user out as wrong
 * passwords do: AWS names that lockout for codes too, but no text of its own.
 *
 * @throws CognitoError NotAuthorizedException while the user is locked out.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export const attemptFactor = (
  { userPoolId, userName }: StoredUser,
  isRight: () => boolean,
  { lockout }: PoolServices,
): Promise<boolean> => lockout.attempt(`MFA ${userPoolId} ${userName}`, async () => isRight());

/** The text isn't documented. */
export const noMfaMethod = (): CognitoError =>
  new CognitoError('MFAMethodNotFoundException', 'No MFA mechanism registered in the account.');

/**
 * Refuses to set up a factor for a user who has got one since: whoever holds this session has proven a password only.
 *
 * @throws CognitoError NotAuthorizedException
 */
export function assertNothingSetUp(user: StoredUser, pool: LocalPoolDefinition, { store }: PoolServices): void {
  if (mfaDemand(pool, user, store.mfa.find(user)).kind === 'setUp') return;
  throw new CognitoError('NotAuthorizedException', 'Invalid session for the user.');
}
