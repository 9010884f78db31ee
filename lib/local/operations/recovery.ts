import { incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { CognitoError, invalidParameter, notAuthorized } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { sendCode, takeCode } from '../messages/confirmation-code.ts';
import { simulatedDelivery } from '../messages/delivery.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { provenClient } from '../request/client-secret.ts';
import { optional } from '../request/input.ts';
import { clientUserMembers, members, userMembers } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import type { StoredUser } from '../store/users.ts';
import { postConfirmation } from '../triggers/pool-triggers.ts';
import { migrateUser } from '../triggers/user-migration.ts';
import { recoveryAddress } from '../users/account-recovery.ts';
import type { Address } from '../users/attributes.ts';
import { findUnlessHidden, findUser, namedUser, userNotFound } from '../users/find-user.ts';
import { assertPassword, hashPassword, isPassword } from '../users/password.ts';
import { saveUser } from '../users/save-user.ts';

/** Where a code for a new password goes. */
function addressFor(user: StoredUser, pool: LocalPoolDefinition, { store }: Pick<OperationContext, 'store'>): Address {
  if (user.status === 'FORCE_CHANGE_PASSWORD') {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  const attribute = recoveryAddress(user, pool, store.mfa.find(user));
  if (attribute) return attribute;
  throw invalidParameter('Cannot reset password for the user as there is no registered/verified email or phone_number');
}

/** The user and where the code goes; undefined where the client is told as if a code had gone out. */
function recoverable(
  user: StoredUser,
  { pool, client }: PoolClient,
  context: Pick<OperationContext, 'store'>,
): { readonly user: StoredUser; readonly attribute: Address } | undefined {
  const pretends = client.preventUserExistenceErrors === 'ENABLED';
  if (!user.enabled) {
    if (pretends) return undefined;
    throw notAuthorized('User is disabled.');
  }
  try {
    return { user, attribute: addressFor(user, pool, context) };
  } catch (error) {
    if (pretends && (error as CognitoError).code === 'InvalidParameterException') return undefined;
    throw error;
  }
}

/** Gives a user another password. */
async function setPassword(
  user: StoredUser,
  password: string,
  pool: LocalPoolDefinition,
  context: Pick<OperationContext, 'store' | 'now'>,
) {
  const passwordHash = await hashPassword(password, user, context.now());
  // Looked up again: hashing takes a while, and others go on.
  const current = findUser(context.store.users, pool, user.userName);
  if (!current) throw userNotFound();
  const changed = { ...current, passwordHash, modifiedAt: context.now() };
  return { ...changed, status: current.status === 'UNCONFIRMED' ? current.status : ('CONFIRMED' as const) };
}

/** Passwords that were forgotten, and passwords that are changed. */
export const recovery = {
  /**
   * Where the client hides who exists, users that don't, that are disabled, or that have no verified address get a
   * delivery that never happened.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
   */
  ForgotPassword: openOperation(
    { ...clientUserMembers, ClientMetadata: members.clientMetadata },
    async ({ ClientId, SecretHash, Username, ClientMetadata: clientMetadata }, context) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, context);
      const migration = { source: 'ForgotPassword', userName: Username, clientMetadata } as const;
      const user =
        findUser(context.store.users, at.pool, Username) ??
        (await migrateUser(migration, at, context)) ??
        findUnlessHidden(Username, at, context);
      const found = user && recoverable(user, at, context);
      if (!found) return { CodeDeliveryDetails: simulatedDelivery(Username) };
      const message = { kind: 'ForgotPassword', typedName: Username, clientMetadata } as const;
      const code = { ...message, purpose: 'ForgotPassword', attribute: found.attribute } as const;
      return { CodeDeliveryDetails: await sendCode(found.user, at, code, context) };
    },
  ),

  ConfirmForgotPassword: openOperation(
    {
      ...clientUserMembers,
      ConfirmationCode: members.confirmationCode,
      Password: members.password,
      ClientMetadata: members.clientMetadata,
    },
    async ({ ClientId, SecretHash, Username, ConfirmationCode, Password, ClientMetadata: clientMetadata }, context) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, context);
      // Before the code, which a weak password shall not use up.
      assertPassword(Password, at.pool.passwordPolicy);
      const found = findUnlessHidden(Username, at, context);
      if (!found?.enabled) {
        if (found && at.client.preventUserExistenceErrors === 'LEGACY') {
          throw notAuthorized('User is disabled.');
        }
        throw new CognitoError('CodeMismatchException', 'Invalid verification code provided, please try again.');
      }
      const { user } = takeCode(ConfirmationCode, found, 'ForgotPassword', context);
      // At once: two answers with the same code set one password.
      context.store.confirmationCodes.remove(user, 'ForgotPassword');
      const changed = { ...(await setPassword(user, Password, at.pool, context)), status: 'CONFIRMED' } as const;
      saveUser(changed, at.pool, context.store);
      await postConfirmation(changed, at, { source: 'ConfirmForgotPassword', clientMetadata }, context);
      return {};
    },
  ),

  /** The old password is checked as at a sign-in, and wrong ones count with those. Who has none needs none. */
  ChangePassword: openOperation(
    {
      AccessToken: members.token,
      PreviousPassword: optional(members.password),
      ProposedPassword: members.password,
    },
    async ({ AccessToken, PreviousPassword, ProposedPassword }, context) => {
      const { user, pool } = await holderOf(AccessToken, context);
      if (user.passwordHash !== null) {
        if (PreviousPassword === undefined) {
          throw invalidParameter('Missing required parameter PreviousPassword');
        }
        const isRight = () => isPassword(PreviousPassword, user);
        if (!(await context.lockout.attempt(`${pool.userPoolId}:${user.userName}`, isRight))) {
          throw incorrectUsernameOrPassword();
        }
      }
      assertPassword(ProposedPassword, pool.passwordPolicy);
      saveUser(await setPassword(user, ProposedPassword, pool, context), pool, context.store);
      return {};
    },
  ),

  AdminResetUserPassword: signedOperation(
    { ...userMembers, ClientMetadata: members.clientMetadata },
    async (input, context) => {
      const { pool, user } = namedUser(input, context);
      const attribute = addressFor(user, pool, context);
      const reset: StoredUser = { ...user, status: 'RESET_REQUIRED', modifiedAt: context.now() };
      saveUser(reset, pool, context.store);
      const message = {
        kind: 'ForgotPassword',
        typedName: input.Username,
        clientMetadata: input.ClientMetadata,
      } as const;
      await sendCode(reset, { pool }, { ...message, purpose: 'ForgotPassword', attribute }, context);
      return {};
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
