import { CognitoError, invalidParameter, notAuthorized } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import { type CodeContext, type CodeToSend, sendCode, takeCode } from '../messages/confirmation-code.ts';
import { addressToVerify, type CodeDeliveryDetails, simulatedDelivery } from '../messages/delivery.ts';
import { type Operation, openOperation } from '../operation.ts';
import { provenClient } from '../request/client-secret.ts';
import { flag, optional } from '../request/input.ts';
import { clientUserMembers, members } from '../request/members.ts';
import { confirmInSession, openSignUp } from '../sign-in/sign-up-session.ts';
import type { StoredUser } from '../store/users.ts';
import { postConfirmation, preSignUp } from '../triggers/pool-triggers.ts';
import { assertClientMayWrite, toRecord } from '../users/attributes.ts';
import { findUnlessHidden, findUser } from '../users/find-user.ts';
import { newUser } from '../users/new-user.ts';
import { assertPassword, hashPassword } from '../users/password.ts';
import { saveNewUser, saveUser } from '../users/save-user.ts';
import { assertAttributes, assertComplete } from '../users/schema-rules.ts';

/** Sends the code that confirms a sign-up; undefined where the user has no address that the pool verifies. */
async function sendSignUpCode(
  user: StoredUser,
  at: PoolClient,
  message: Pick<CodeToSend, 'typedName' | 'clientMetadata'> & { readonly kind: 'SignUp' | 'ResendCode' },
  context: CodeContext,
): Promise<CodeDeliveryDetails | undefined> {
  const attribute = addressToVerify(user, at);
  if (!attribute) return undefined;
  return sendCode(user, at, { ...message, purpose: 'SignUp', attribute }, context);
}

/** Signing up, and confirming it. */
export const signUp = {
  SignUp: openOperation(
    {
      ...clientUserMembers,
      Password: optional(members.password),
      UserAttributes: members.attributes,
      ValidationData: members.attributes,
      ClientMetadata: members.clientMetadata,
    },
    async (
      { ClientId, SecretHash, Username, Password, UserAttributes, ValidationData, ClientMetadata: clientMetadata },
      context,
    ) => {
      const now = context.now();
      const at = await provenClient({ ClientId, SecretHash, Username }, context);
      const { pool } = at;
      if (pool.adminCreateUserOnly) {
        throw notAuthorized('SignUp is not permitted for this user pool');
      }
      if (Password !== undefined) assertPassword(Password, pool.passwordPolicy);
      const attributes = toRecord(UserAttributes);
      assertClientMayWrite(attributes, at);
      assertAttributes(attributes, pool, 'new user');
      if (attributes.preferred_username !== undefined && pool.aliasAttributes.includes('preferred_username')) {
        // docs/cognito.md#32-user-names
        throw invalidParameter(
          'Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.',
        );
      }
      const named = newUser(Username, attributes, pool, { status: 'UNCONFIRMED', now });
      const passwordHash = Password === undefined ? null : await hashPassword(Password, named, now);
      const drafted: StoredUser = { ...named, passwordHash };
      assertComplete(drafted.attributes, pool);
      const exists = (): CognitoError => new CognitoError('UsernameExistsException', 'User already exists');
      if (pool.usernameAttributes.length === 0 && findUser(context.store.users, pool, Username)) throw exists();

      const validationData = ValidationData && toRecord(ValidationData);
      const told = { source: 'SignUp', validationData, clientMetadata } as const;
      const decided = await preSignUp(drafted, at, told, context);
      const { email, phone_number: phoneNumber } = drafted.attributes;
      const user: StoredUser = {
        ...drafted,
        status: decided.autoConfirmUser ? 'CONFIRMED' : 'UNCONFIRMED',
        attributes: {
          ...drafted.attributes,
          // An address says from the sign-up on whether it is verified (docs/cognito.md#12-events).
          ...(email && { email_verified: String(decided.autoVerifyEmail) }),
          ...(phoneNumber && { phone_number_verified: String(decided.autoVerifyPhone) }),
        },
      };
      saveNewUser(user, pool, context.store, exists().message);
      if (decided.autoConfirmUser) {
        await postConfirmation(user, at, { source: 'ConfirmSignUp', clientMetadata }, context);
        return { UserConfirmed: true, UserSub: user.attributes.sub };
      }
      const message = { kind: 'SignUp', typedName: Username, clientMetadata } as const;
      const details = await sendSignUpCode(user, at, message, context);
      const Session = details && openSignUp(user, at, details.AttributeName, context);
      return {
        UserConfirmed: false,
        UserSub: user.attributes.sub,
        ...(details && { CodeDeliveryDetails: details }),
        ...(Session !== undefined && { Session }),
      };
    },
  ),

  ConfirmSignUp: openOperation(
    {
      ...clientUserMembers,
      ConfirmationCode: members.confirmationCode,
      ForceAliasCreation: optional(flag),
      ClientMetadata: members.clientMetadata,
      Session: members.session,
    },
    async (
      { ClientId, SecretHash, Username, ConfirmationCode, ForceAliasCreation, ClientMetadata: clientMetadata, Session },
      context,
    ) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, context);
      const { store } = context;
      const found = findUnlessHidden(Username, at, context);
      if (found && found.status !== 'UNCONFIRMED') {
        throw notAuthorized(`User cannot be confirmed. Current status is ${found.status}`);
      }
      const confirm = async (): Promise<void> => {
        // What a client with ENABLED gets for a user that isn't there isn't documented: as if no code had been sent.
        const { user, kept } = takeCode(ConfirmationCode, found, 'SignUp', context);
        const { attributes } = user;
        // The owner may have given the user another address since.
        const isVerified = attributes[kept.attribute] === kept.address;
        const confirmed: StoredUser = {
          ...user,
          status: 'CONFIRMED',
          modifiedAt: context.now(),
          attributes: { ...attributes, ...(isVerified && { [`${kept.attribute}_verified`]: 'true' }) },
        };
        saveUser(confirmed, at.pool, store, ForceAliasCreation === true);
        store.confirmationCodes.remove(confirmed, 'SignUp');
        await postConfirmation(confirmed, at, { source: 'ConfirmSignUp', clientMetadata }, context);
      };
      return confirmInSession({ token: Session, user: found }, at, confirm, context);
    },
  ),

  ResendConfirmationCode: openOperation(
    { ...clientUserMembers, ClientMetadata: members.clientMetadata },
    async ({ ClientId, SecretHash, Username, ClientMetadata: clientMetadata }, context) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, context);
      const user = findUnlessHidden(Username, at, context);
      if (!user?.enabled) return { CodeDeliveryDetails: simulatedDelivery(Username) };
      if (user.status !== 'UNCONFIRMED') {
        throw invalidParameter('User is already confirmed.');
      }
      const message = { kind: 'ResendCode', typedName: Username, clientMetadata } as const;
      const details = await sendSignUpCode(user, at, message, context);
      if (!details) {
        throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
      }
      return { CodeDeliveryDetails: details };
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
