import { CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import { sendCode, takeCode } from '../messages/codes.ts';
import { addressToVerify, type CodeDeliveryDetails, simulatedDelivery } from '../messages/delivery.ts';
import { provenClient } from '../request/client-secret.ts';
import { flag, optional } from '../request/input.ts';
import { clientUserMembers, members } from '../request/members.ts';
import { type Call, type Operation, openOperation, type PoolServices } from '../request/operation.ts';
import { openSignUp, withSignUp } from '../sign-in/sign-up-session.ts';
import type { StoredUser } from '../store/users.ts';
import { postConfirmation, preSignUp } from '../triggers/pool-triggers.ts';
import { assertAttributes, assertClientMayWrite, assertComplete, toRecord } from '../users/attributes.ts';
import { findUnlessHidden, findUser } from '../users/find-user.ts';
import { newUser } from '../users/new-user.ts';
import { assertPassword, hashPassword } from '../users/password.ts';
import { saveNewUser, saveUser } from '../users/save-user.ts';

async function sendSignUpCode(
  kind: 'SignUp' | 'ResendCode',
  user: StoredUser,
  typedName: string,
  at: PoolClient,
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
): Promise<CodeDeliveryDetails | undefined> {
  const attribute = addressToVerify(user, at);
  if (!attribute) return undefined;
  return sendCode(user, at, { purpose: 'SignUp', kind, attribute, typedName, clientMetadata }, services, call);
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
      { ClientId, SecretHash, Username, Password, UserAttributes, ValidationData, ClientMetadata },
      services,
      call,
    ) => {
      const now = services.now();
      const at = await provenClient({ ClientId, SecretHash, Username }, services);
      const { pool } = at;
      if (pool.adminCreateUserOnly) {
        throw new CognitoError('NotAuthorizedException', 'SignUp is not permitted for this user pool');
      }
      if (Password !== undefined) assertPassword(Password, pool.passwordPolicy);
      const attributes = toRecord(UserAttributes);
      assertClientMayWrite(attributes, at);
      assertAttributes(attributes, pool);
      const named = newUser(Username, attributes, pool, { status: 'UNCONFIRMED', now });
      const passwordHash = Password === undefined ? null : await hashPassword(Password, named, now);
      const drafted: StoredUser = { ...named, passwordHash };
      assertComplete(drafted.attributes, pool);
      const exists = (): CognitoError => new CognitoError('UsernameExistsException', 'User already exists');
      if (pool.usernameAttributes.length === 0 && findUser(services.store.users, pool, Username)) throw exists();

      const validationData = ValidationData && toRecord(ValidationData);
      const told = { validationData, clientMetadata: ClientMetadata };
      const decided = await preSignUp('SignUp', drafted, at, told, services, call);
      const user: StoredUser = {
        ...drafted,
        status: decided.autoConfirmUser ? 'CONFIRMED' : 'UNCONFIRMED',
        attributes: {
          ...drafted.attributes,
          ...(decided.autoVerifyEmail && drafted.attributes.email && { email_verified: 'true' }),
          ...(decided.autoVerifyPhone && drafted.attributes.phone_number && { phone_number_verified: 'true' }),
        },
      };
      saveNewUser(user, pool, services.store, exists().message);
      if (decided.autoConfirmUser) {
        await postConfirmation('ConfirmSignUp', user, at, ClientMetadata, services, call);
        return { UserConfirmed: true, UserSub: user.attributes.sub };
      }
      const details = await sendSignUpCode('SignUp', user, Username, at, ClientMetadata, services, call);
      const Session = details && openSignUp(user, at, details.AttributeName, services);
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
      { ClientId, SecretHash, Username, ConfirmationCode, ForceAliasCreation, ClientMetadata, Session },
      services,
      call,
    ) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, services);
      const { store } = services;
      const found = findUnlessHidden(Username, at, services);
      if (found && found.status !== 'UNCONFIRMED') {
        throw new CognitoError('NotAuthorizedException', `User cannot be confirmed. Current status is ${found.status}`);
      }
      return withSignUp(Session, found, at, services, async () => {
        // What a client with ENABLED gets for a user that isn't there isn't documented: as if no code had been sent.
        const { user, kept } = takeCode(ConfirmationCode, found, 'SignUp', services);
        const { attributes } = user;
        // The owner may have given the user another address since.
        const isVerified = attributes[kept.attribute] === kept.address;
        const confirmed: StoredUser = {
          ...user,
          status: 'CONFIRMED',
          modifiedAt: services.now(),
          attributes: { ...attributes, ...(isVerified && { [`${kept.attribute}_verified`]: 'true' }) },
        };
        saveUser(confirmed, at.pool, store, ForceAliasCreation === true);
        store.confirmationCodes.remove(confirmed, 'SignUp');
        await postConfirmation('ConfirmSignUp', confirmed, at, ClientMetadata, services, call);
      });
    },
  ),

  ResendConfirmationCode: openOperation(
    { ...clientUserMembers, ClientMetadata: members.clientMetadata },
    async ({ ClientId, SecretHash, Username, ClientMetadata }, services, call) => {
      const at = await provenClient({ ClientId, SecretHash, Username }, services);
      const user = findUnlessHidden(Username, at, services);
      if (!user?.enabled) return { CodeDeliveryDetails: simulatedDelivery(Username) };
      if (user.status !== 'UNCONFIRMED') {
        throw new CognitoError('InvalidParameterException', 'User is already confirmed.');
      }
      const details = await sendSignUpCode('ResendCode', user, Username, at, ClientMetadata, services, call);
      if (!details) {
        throw new CognitoError('InvalidParameterException', 'Cannot resend codes. Auto verification not turned on.');
      }
      return { CodeDeliveryDetails: details };
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
