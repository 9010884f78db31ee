import type { PoolServices } from '../request/operation.ts';
import type { StoredUser } from '../store/users.ts';

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
