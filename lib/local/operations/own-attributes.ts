import { invalidParameter } from '../../protocol/index.ts';
import { sendCode, sendVerifyingCodes, takeCode } from '../messages/confirmation-code.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { list } from '../request/input.ts';
import { members, nameUpTo, userMembers } from '../request/members.ts';
import { holderOf } from '../request/token-holder.ts';
import type { StoredUser } from '../store/users.ts';
import type { Address } from '../users/attributes.ts';
import { assertClientMayWrite, toRecord } from '../users/attributes.ts';
import { changeAttributes, removeAttributes } from '../users/change-attributes.ts';
import { namedUser } from '../users/find-user.ts';
import { saveUser } from '../users/save-user.ts';

const attributeName = nameUpTo(32);
const attributeNames = list(attributeName);

/** Only addresses are verified. What Cognito says of other attributes isn't documented. */
function addressNamed(name: string): Address {
  if (name === 'email' || name === 'phone_number') return name;
  throw invalidParameter(`Invalid attribute name: ${name} can not be verified.`);
}

/** An address that waits to take the place of the user's, or the user's own. */
function waitingAddress(
  user: StoredUser,
  name: Address,
  { store, now }: Pick<OperationContext, 'store' | 'now'>,
): string {
  const kept = store.confirmationCodes.find(user, name);
  const address = kept && kept.expiresAt > now() ? kept.address : user.attributes[name];
  if (address !== undefined) return address;
  throw invalidParameter(`User has no attribute ${name} to verify.`);
}

/** What users do with their attributes, and owners with those of users. */
export const ownAttributes = {
  UpdateUserAttributes: openOperation(
    {
      AccessToken: members.token,
      UserAttributes: members.requiredAttributes,
      ClientMetadata: members.clientMetadata,
    },
    async ({ AccessToken, UserAttributes, ClientMetadata: clientMetadata }, context) => {
      const { user, ...at } = await holderOf(AccessToken, context);
      const changes = toRecord(UserAttributes);
      assertClientMayWrite(changes, at);
      const changed = changeAttributes(user, changes, at.pool, context);
      const message = { typedName: user.userName, clientMetadata };
      return { CodeDeliveryDetailsList: await sendVerifyingCodes(changed, at, message, context) };
    },
  ),

  DeleteUserAttributes: openOperation(
    { AccessToken: members.token, UserAttributeNames: attributeNames },
    async ({ AccessToken, UserAttributeNames }, context) => {
      const { user, ...at } = await holderOf(AccessToken, context);
      assertClientMayWrite(Object.fromEntries(UserAttributeNames.map((name) => [name, ''])), at);
      removeAttributes(user, UserAttributeNames, at.pool, context);
      return {};
    },
  ),

  AdminDeleteUserAttributes: signedOperation(
    { ...userMembers, UserAttributeNames: attributeNames },
    (input, context) => {
      const { pool, user } = namedUser(input, context);
      removeAttributes(user, input.UserAttributeNames, pool, context);
      return {};
    },
  ),

  GetUserAttributeVerificationCode: openOperation(
    { AccessToken: members.token, AttributeName: attributeName, ClientMetadata: members.clientMetadata },
    async ({ AccessToken, AttributeName, ClientMetadata: clientMetadata }, context) => {
      const { user, ...at } = await holderOf(AccessToken, context);
      const attribute = addressNamed(AttributeName);
      const to = waitingAddress(user, attribute, context);
      const message = { kind: 'VerifyUserAttribute', typedName: user.userName, clientMetadata } as const;
      const code = { ...message, purpose: attribute, attribute, to };
      return { CodeDeliveryDetails: await sendCode(user, at, code, context) };
    },
  ),

  VerifyUserAttribute: openOperation(
    { AccessToken: members.token, AttributeName: attributeName, Code: members.confirmationCode },
    async ({ AccessToken, AttributeName, Code }, context) => {
      const { user, pool } = await holderOf(AccessToken, context);
      const name = addressNamed(AttributeName);
      const { kept } = takeCode(Code, user, name, context);
      const attributes = { ...user.attributes, [name]: kept.address, [`${name}_verified`]: 'true' };
      saveUser({ ...user, attributes, modifiedAt: context.now() }, pool, context.store);
      context.store.confirmationCodes.remove(user, name);
      return {};
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
