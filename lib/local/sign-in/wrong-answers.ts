import { CognitoError } from '../../protocol/index.ts';
import type { StoredUser } from '../store/users.ts';
import type { SignInContext } from './sign-in-context.ts';

/** The errors after which a user may try again with the same session (docs/cognito.md#4-the-session). */
const SESSION_STAYS: ReadonlySet<string> = new Set([
  'CodeMismatchException',
  // An authenticator's code that was used: the next one is good.
  'ExpiredCodeException',
  // Not documented; people who chose a password that is too weak choose another one on the same page.
  'InvalidPasswordException',
  'InvalidParameterException',
  // Clients send the same answer again without their DEVICE_KEY.
  'ResourceNotFoundException',
]);

/** Whether the session outlives an answer that was refused with this error; after any other the sign-in has failed. */
export const mayAnswerAgain = (error: unknown): boolean =>
  error instanceof CognitoError && SESSION_STAYS.has(error.code);

/**
 * Checks a code of a second factor. Wrong ones count in whatever sign-ins they came, and lock the user out as wrong
 * passwords do: AWS names that lockout for codes too, but no text of its own.
 *
 * @throws CognitoError NotAuthorizedException while the user is locked out.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
 */
export const isRightFactor = (
  { userPoolId, userName }: StoredUser,
  check: () => boolean,
  { lockout }: Pick<SignInContext, 'lockout'>,
): Promise<boolean> => lockout.attempt(`MFA ${userPoolId} ${userName}`, async () => check());
