import { incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { notAuthorized } from '../../protocol/index.ts';
import type { StoredUser } from '../store/users.ts';
import { isPassword, keptPassword } from '../users/password.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInUnderWay } from './sign-in-under-way.ts';
import { simulatedFor } from './unknown-user.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Cognito's default, where the pool's policy says nothing. */
const TEMPORARY_DAYS = 7;

/**
 * Checks a password by whatever proves it, and counts the wrong ones.
 *
 * @throws CognitoError NotAuthorizedException for a wrong one, a temporary one that has expired, a user that is locked
 * out, or one that doesn't exist
 */
export async function assertPasswordProof(
  { at: { pool }, user, userName }: SignInUnderWay,
  isRight: () => Promise<boolean>,
  { lockout, now }: Pick<SignInContext, 'lockout' | 'now'>,
): Promise<StoredUser> {
  // Who doesn't exist is locked out as well.
  const right = await lockout.attempt(`${pool.userPoolId}:${userName}`, async () => (await isRight()) && !!user);
  if (!right || !user) throw incorrectUsernameOrPassword();
  const { setAt = 0 } = keptPassword(user.passwordHash) ?? {};
  const days = pool.passwordPolicy.temporaryPasswordValidityDays ?? TEMPORARY_DAYS;
  if (user.status === 'FORCE_CHANGE_PASSWORD' && setAt + days * DAY_MS <= now()) {
    // In Cognito's words: docs/cognito.md#18-errors.
    throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
  }
  return user;
}

/**
 * Checks a password that came as plain text.
 *
 * @throws CognitoError as `assertPasswordProof`
 */
export async function assertPlainPassword(
  signIn: SignInUnderWay,
  password: string,
  context: Pick<SignInContext, 'tokens' | 'store' | 'lockout' | 'now'>,
): Promise<StoredUser> {
  const { at, user, progress } = signIn;
  // Who doesn't exist takes as long, and is counted by the same name as in SRP.
  const { userName } = user ?? (await simulatedFor(progress.typed, at.pool, context));
  const owner = user ?? { userPoolId: at.pool.userPoolId, userName, passwordHash: null };
  return assertPasswordProof({ ...signIn, userName }, () => isPassword(password, owner), context);
}
