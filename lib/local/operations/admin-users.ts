import { CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import { deliverCode } from '../messages/delivery.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { flag, list, oneOf, optional } from '../request/input.ts';
import { members } from '../request/members.ts';
import { type Call, type Operation, type PoolServices, signedOperation } from '../request/operation.ts';
import { adminUser, userType } from '../request/user-type.ts';
import { mfaSettings } from '../sign-in/mfa-demand.ts';
import type { StoredUser } from '../store/users.ts';
import { postConfirmation, preSignUp } from '../triggers/pool-triggers.ts';
import { assertAttributes, assertComplete, toRecord } from '../users/attributes.ts';
import { changeAttributes } from '../users/change-attributes.ts';
import { findUser } from '../users/names.ts';
import { newUser } from '../users/new-user.ts';
import { assertPassword, hashPassword, temporaryPassword } from '../users/password.ts';
import { saveNewUser, saveUser } from '../users/save-user.ts';

export const account = { UserPoolId: members.userPoolId, Username: members.userName } as const;

/** The user that an administrator names. No pretending here: whoever signs the request may know. */
export function existing(
  { UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string },
  { index, store }: PoolServices,
): { pool: LocalPoolDefinition; user: StoredUser } {
  const pool = index.pool(UserPoolId);
  const user = findUser(store.users, pool, Username);
  if (!user) throw new CognitoError('UserNotFoundException', 'User does not exist.');
  return { pool, user };
}

type Medium = 'EMAIL' | 'SMS';

/**
 * Sends the temporary password. Cognito's default is SMS; what it does where the user has no such address isn't
 * documented: here the other one is used.
 */
async function invite(
  user: StoredUser,
  pool: LocalPoolDefinition,
  { password, typedName, media }: { password: string; typedName: string; media: readonly Medium[] | undefined },
  clientMetadata: TextMap | undefined,
  services: PoolServices,
  call: Call,
): Promise<void> {
  const wanted = (media ?? ['SMS']).map((medium) =>
    medium === 'EMAIL' ? ('email' as const) : ('phone_number' as const),
  );
  const has = (['email', 'phone_number'] as const).filter((name) => user.attributes[name] !== undefined);
  const chosen = has.filter((name) => wanted.includes(name));
  for (const attribute of chosen.length > 0 ? chosen : has.slice(0, 1)) {
    const message = { kind: 'AdminCreateUser', attribute, code: password, typedName, clientMetadata } as const;
    await deliverCode(user, { pool }, message, services, call);
  }
}

/** Managing the users of a pool. */
export const adminUsers = {
  AdminCreateUser: signedOperation(
    {
      ...account,
      UserAttributes: members.attributes,
      ValidationData: members.attributes,
      TemporaryPassword: optional(members.password),
      ForceAliasCreation: optional(flag),
      MessageAction: optional(oneOf('RESEND', 'SUPPRESS')),
      DesiredDeliveryMediums: optional(list(oneOf('SMS', 'EMAIL'))),
      ClientMetadata: members.clientMetadata,
    },
    async (input, services, call) => {
      const { Username, ClientMetadata, DesiredDeliveryMediums: media, MessageAction } = input;
      const { store, index } = services;
      const pool = index.pool(input.UserPoolId);
      const now = services.now();
      const attributes = toRecord(input.UserAttributes);
      assertAttributes(attributes, pool);
      const password = input.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
      assertPassword(password, pool.passwordPolicy);

      if (MessageAction === 'RESEND') {
        const { user } = existing(input, services);
        if (user.status !== 'FORCE_CHANGE_PASSWORD') {
          throw new CognitoError(
            'UnsupportedUserStateException',
            `Resend not possible. Current status is ${user.status}`,
          );
        }
        const renewed = { ...user, passwordHash: await hashPassword(password, user, now), modifiedAt: now };
        saveUser(renewed, pool, store);
        await invite(renewed, pool, { password, typedName: Username, media }, ClientMetadata, services, call);
        return { User: userType(renewed) };
      }

      const drafted = newUser(Username, attributes, pool, { status: 'FORCE_CHANGE_PASSWORD', now });
      const user: StoredUser = { ...drafted, passwordHash: await hashPassword(password, drafted, now) };
      assertComplete(user.attributes, pool);
      const validationData = input.ValidationData && toRecord(input.ValidationData);
      await preSignUp(
        'AdminCreateUser',
        user,
        { pool },
        { validationData, clientMetadata: ClientMetadata },
        services,
        call,
      );
      const known = 'User account already exists';
      if (pool.usernameAttributes.length === 0 && findUser(store.users, pool, Username)) {
        throw new CognitoError('UsernameExistsException', known);
      }
      if (input.ForceAliasCreation) saveUser(user, pool, store, true);
      else saveNewUser(user, pool, store, known);
      if (MessageAction !== 'SUPPRESS') {
        await invite(user, pool, { password, typedName: Username, media }, ClientMetadata, services, call);
      }
      return { User: userType(user) };
    },
  ),

  AdminSetUserPassword: signedOperation(
    { ...account, Password: members.password, Permanent: optional(flag) },
    async (input, services) => {
      const { pool, user: owner } = existing(input, services);
      assertPassword(input.Password, pool.passwordPolicy);
      const passwordHash = await hashPassword(input.Password, owner, services.now());
      // Looked up again: hashing takes a while, and others go on.
      const { user } = existing(input, services);
      const status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
      saveUser({ ...user, passwordHash, status, modifiedAt: services.now() }, pool, services.store);
      return {};
    },
  ),

  AdminConfirmSignUp: signedOperation(
    { ...account, ClientMetadata: members.clientMetadata },
    async (input, services, call) => {
      const { pool, user } = existing(input, services);
      if (user.status !== 'UNCONFIRMED') {
        throw new CognitoError('NotAuthorizedException', `User cannot be confirmed. Current status is ${user.status}`);
      }
      const confirmed: StoredUser = { ...user, status: 'CONFIRMED', modifiedAt: services.now() };
      saveUser(confirmed, pool, services.store);
      services.store.confirmationCodes.remove(user, 'SignUp');
      await postConfirmation('ConfirmSignUp', confirmed, { pool }, input.ClientMetadata, services, call);
      return {};
    },
  ),

  AdminGetUser: signedOperation(account, (input, services) => {
    const { pool, user } = existing(input, services);
    return { ...adminUser(user), ...mfaSettings(pool, services.store.mfa.find(user)) };
  }),

  AdminUpdateUserAttributes: signedOperation(
    { ...account, UserAttributes: members.requiredAttributes, ClientMetadata: members.clientMetadata },
    async (input, services, call) => {
      const { pool, user } = existing(input, services);
      const changes = toRecord(input.UserAttributes);
      const change = { changes, typedName: input.Username, clientMetadata: input.ClientMetadata };
      await changeAttributes(user, { pool }, change, services, call);
      return {};
    },
  ),

  AdminEnableUser: signedOperation(account, (input, services) => {
    const { pool, user } = existing(input, services);
    saveUser({ ...user, enabled: true, modifiedAt: services.now() }, pool, services.store);
    return {};
  }),

  /** Revokes the user's tokens too. */
  AdminDisableUser: signedOperation(account, (input, services) => {
    const { pool, user } = existing(input, services);
    saveUser({ ...user, enabled: false, modifiedAt: services.now() }, pool, services.store);
    services.store.signIns.revokeAllOf(user);
    return {};
  }),

  AdminUserGlobalSignOut: signedOperation(account, (input, services) => {
    services.store.signIns.revokeAllOf(existing(input, services).user);
    return {};
  }),

  AdminDeleteUser: signedOperation(account, (input, services) => {
    services.store.users.remove(existing(input, services).user);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
