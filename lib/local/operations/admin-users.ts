import { CognitoError, notAuthorized } from '../../protocol/index.ts';
import { sendVerifyingCodes } from '../messages/confirmation-code.ts';
import { type CodeMessage, deliverCode, type MessageContext } from '../messages/delivery.ts';
import type { LocalPoolDefinition } from '../model.ts';
import { type Operation, signedOperation } from '../operation.ts';
import { flag, integer, list, oneOf, optional, text } from '../request/input.ts';
import { members, userMembers } from '../request/members.ts';
import { pageOf } from '../request/paging.ts';
import { adminUser, userType } from '../request/user-type.ts';
import { termOf } from '../store/search-terms.ts';
import type { StoredUser } from '../store/users.ts';
import { postConfirmation, preSignUp } from '../triggers/pool-triggers.ts';
import { toRecord } from '../users/attributes.ts';
import { changeAttributes } from '../users/change-attributes.ts';
import { findUser, namedUser } from '../users/find-user.ts';
import { newUser } from '../users/new-user.ts';
import { assertPassword, hashPassword, temporaryPassword } from '../users/password.ts';
import { saveNewUser, saveUser } from '../users/save-user.ts';
import { assertAddresses, assertAttributes } from '../users/schema-rules.ts';
import { mfaSettings } from '../users/second-factors.ts';
import { parseUserFilter } from '../users/user-filter.ts';

const MOST_LISTED = 60;

type Medium = 'EMAIL' | 'SMS';

/** A temporary password to send. */
interface Invitation extends Pick<CodeMessage, 'typedName' | 'clientMetadata'> {
  readonly password: string;
  readonly media: readonly Medium[] | undefined;
}

/**
 * Sends the temporary password. Cognito's default is SMS; what it does where the user has no such address isn't
 * documented: here the other one is used.
 */
async function invite(
  user: StoredUser,
  pool: LocalPoolDefinition,
  { password, media, ...message }: Invitation,
  context: MessageContext,
): Promise<void> {
  const wanted = (media ?? ['SMS']).map((medium) =>
    medium === 'EMAIL' ? ('email' as const) : ('phone_number' as const),
  );
  const has = (['email', 'phone_number'] as const).filter((name) => user.attributes[name] !== undefined);
  const chosen = has.filter((name) => wanted.includes(name));
  for (const attribute of chosen.length > 0 ? chosen : has.slice(0, 1)) {
    await deliverCode(user, { pool }, { ...message, kind: 'AdminCreateUser', attribute, code: password }, context);
  }
}

/** Managing the users of a pool. */
export const adminUsers = {
  AdminCreateUser: signedOperation(
    {
      ...userMembers,
      UserAttributes: members.attributes,
      ValidationData: members.attributes,
      TemporaryPassword: optional(members.password),
      ForceAliasCreation: optional(flag),
      MessageAction: optional(oneOf('RESEND', 'SUPPRESS')),
      DesiredDeliveryMediums: optional(list(oneOf('SMS', 'EMAIL'))),
      ClientMetadata: members.clientMetadata,
    },
    async (input, context) => {
      const { Username, ClientMetadata, DesiredDeliveryMediums: media, MessageAction } = input;
      const { store, index } = context;
      const pool = index.pool(input.UserPoolId);
      const now = context.now();
      const attributes = toRecord(input.UserAttributes);
      assertAttributes(attributes, pool, 'new user');
      const password = input.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
      assertPassword(password, pool.passwordPolicy);
      const invitation = { password, media, typedName: Username, clientMetadata: ClientMetadata };

      if (MessageAction === 'RESEND') {
        const { user } = namedUser(input, context);
        if (user.status !== 'FORCE_CHANGE_PASSWORD') {
          throw new CognitoError(
            'UnsupportedUserStateException',
            `Resend not possible. Current status is ${user.status}`,
          );
        }
        const renewed = { ...user, passwordHash: await hashPassword(password, user, now), modifiedAt: now };
        saveUser(renewed, pool, store);
        await invite(renewed, pool, invitation, context);
        return { User: userType(renewed) };
      }

      const drafted = newUser(Username, attributes, pool, { status: 'FORCE_CHANGE_PASSWORD', now });
      assertAddresses(attributes, drafted.attributes);
      // Attributes that the schema requires are asked of the user, with the new password.
      const user: StoredUser = { ...drafted, passwordHash: await hashPassword(password, drafted, now) };
      const validationData = input.ValidationData && toRecord(input.ValidationData);
      const told = { source: 'AdminCreateUser', validationData, clientMetadata: ClientMetadata } as const;
      await preSignUp(user, { pool }, told, context);
      const known = 'User account already exists';
      if (pool.usernameAttributes.length === 0 && findUser(store.users, pool, Username)) {
        throw new CognitoError('UsernameExistsException', known);
      }
      if (input.ForceAliasCreation) saveUser(user, pool, store, true);
      else saveNewUser(user, pool, store, known);
      if (MessageAction !== 'SUPPRESS') {
        await invite(user, pool, invitation, context);
      }
      return { User: userType(user) };
    },
  ),

  AdminSetUserPassword: signedOperation(
    { ...userMembers, Password: members.password, Permanent: optional(flag) },
    async (input, context) => {
      const { pool, user: owner } = namedUser(input, context);
      assertPassword(input.Password, pool.passwordPolicy);
      const passwordHash = await hashPassword(input.Password, owner, context.now());
      // Looked up again: hashing takes a while, and others go on.
      const { user } = namedUser(input, context);
      const status = input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
      saveUser({ ...user, passwordHash, status, modifiedAt: context.now() }, pool, context.store);
      return {};
    },
  ),

  AdminConfirmSignUp: signedOperation(
    { ...userMembers, ClientMetadata: members.clientMetadata },
    async (input, context) => {
      const { pool, user } = namedUser(input, context);
      if (user.status !== 'UNCONFIRMED') {
        throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
      }
      const confirmed: StoredUser = { ...user, status: 'CONFIRMED', modifiedAt: context.now() };
      saveUser(confirmed, pool, context.store);
      context.store.confirmationCodes.remove(user, 'SignUp');
      const told = { source: 'ConfirmSignUp', clientMetadata: input.ClientMetadata } as const;
      await postConfirmation(confirmed, { pool }, told, context);
      return {};
    },
  ),

  AdminGetUser: signedOperation(userMembers, (input, context) => {
    const { pool, user } = namedUser(input, context);
    return { ...adminUser(user), ...mfaSettings(pool, context.store.mfa.find(user)) };
  }),

  AdminUpdateUserAttributes: signedOperation(
    { ...userMembers, UserAttributes: members.requiredAttributes, ClientMetadata: members.clientMetadata },
    async (input, context) => {
      const { pool, user } = namedUser(input, context);
      const changed = changeAttributes(user, toRecord(input.UserAttributes), pool, context);
      const message = { typedName: input.Username, clientMetadata: input.ClientMetadata };
      await sendVerifyingCodes(changed, { pool }, message, context);
      return {};
    },
  ),

  AdminEnableUser: signedOperation(userMembers, (input, context) => {
    const { pool, user } = namedUser(input, context);
    saveUser({ ...user, enabled: true, modifiedAt: context.now() }, pool, context.store);
    return {};
  }),

  /** Revokes the user's tokens too. */
  AdminDisableUser: signedOperation(userMembers, (input, context) => {
    const { pool, user } = namedUser(input, context);
    saveUser({ ...user, enabled: false, modifiedAt: context.now() }, pool, context.store);
    context.store.signIns.revokeAllOf(user);
    return {};
  }),

  AdminUserGlobalSignOut: signedOperation(userMembers, (input, context) => {
    context.store.signIns.revokeAllOf(namedUser(input, context).user);
    return {};
  }),

  AdminDeleteUser: signedOperation(userMembers, (input, context) => {
    context.store.users.remove(namedUser(input, context).user);
    return {};
  }),

  /** 60 a page at most. */
  ListUsers: signedOperation(
    {
      UserPoolId: members.userPoolId,
      AttributesToGet: optional(list(text({ max: 32 }))),
      Limit: optional(integer(0, MOST_LISTED)),
      PaginationToken: members.nextToken,
      Filter: optional(text({ min: 0, max: 256 })),
    },
    ({ UserPoolId, AttributesToGet, Limit, PaginationToken, Filter = '' }, { index, store }) => {
      const { userPoolId } = index.pool(UserPoolId);
      const search = parseUserFilter(Filter);
      const { items, next } = pageOf(
        { list: ['ListUsers', userPoolId, Filter], size: Limit || MOST_LISTED, token: PaginationToken },
        ([value = search.value, userName = '']) =>
          store.users.search(userPoolId, search, { value: String(value), userName: String(userName) }),
        (user) => [termOf(user, search.term) ?? '', user.userName],
      );
      return {
        Users: items.map((user) => userType(user, AttributesToGet)),
        ...(next !== undefined && { PaginationToken: next }),
      };
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
