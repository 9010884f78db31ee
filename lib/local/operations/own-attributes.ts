import { CognitoError } from '../../protocol/index.ts';
import { sendCode, takeCode } from '../messages/codes.ts';
import type { Address } from '../messages/delivery.ts';
import { list, text } from '../request/input.ts';
import { members, userMembers } from '../request/members.ts';
import { type Operation, openOperation, type PoolServices, signedOperation } from '../request/operation.ts';
import { holderOf } from '../request/token-holder.ts';
import type { StoredUser } from '../store/users.ts';
import { assertClientMayWrite, toRecord } from '../users/attributes.ts';
import { changeAttributes, removeAttributes } from '../users/change-attributes.ts';
import { namedUser } from '../users/find-user.ts';
import { saveUser } from '../users/save-user.ts';

const attributeName = text({ max: 32, pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u });
const attributeNames = list(attributeName);

/** Only addresses are verified. What Cognito says of other attributes isn't documented. */
function addressNamed(name: string): Address {
  if (name === 'email' || name === 'phone_number') return name;
  throw new CognitoError('InvalidParameterException', `Invalid attribute name: ${name} can not be verified.`);
}

/** An address that waits to take the place of the user's, or the user's own. */
function addressToVerify(user: StoredUser, name: Address, { store, now }: PoolServices): string {
  const kept = store.confirmationCodes.find(user, name);
  const address = kept && kept.expiresAt > now() ? kept.address : user.attributes[name];
  if (address !== undefined) return address;
  throw new CognitoError('InvalidParameterException', `User has no attribute ${name} to verify.`);
}

/** What users do with their attributes, and owners with those of users. */
export const ownAttributes = {
  UpdateUserAttributes: openOperation(
    {
      AccessToken: members.token,
      UserAttributes: members.requiredAttributes,
      ClientMetadata: members.clientMetadata,
    },
    async ({ AccessToken, UserAttributes, ClientMetadata: clientMetadata }, services, call) => {
      const { user, ...at } = await holderOf(AccessToken, services);
      const changes = toRecord(UserAttributes);
      assertClientMayWrite(changes, at);
      const change = { changes, typedName: user.userName, clientMetadata };
      return { CodeDeliveryDetailsList: await changeAttributes(user, at, change, services, call) };
    },
  ),

  DeleteUserAttributes: openOperation(
    { AccessToken: members.token, UserAttributeNames: attributeNames },
    async ({ AccessToken, UserAttributeNames }, services) => {
      const { user, ...at } = await holderOf(AccessToken, services);
      assertClientMayWrite(Object.fromEntries(UserAttributeNames.map((name) => [name, ''])), at);
      removeAttributes(user, at, UserAttributeNames, services);
      return {};
    },
  ),

  AdminDeleteUserAttributes: signedOperation(
    { ...userMembers, UserAttributeNames: attributeNames },
    (input, services) => {
      const { pool, user } = namedUser(input, services);
      removeAttributes(user, { pool }, input.UserAttributeNames, services);
      return {};
    },
  ),

  GetUserAttributeVerificationCode: openOperation(
    { AccessToken: members.token, AttributeName: attributeName, ClientMetadata: members.clientMetadata },
    async ({ AccessToken, AttributeName, ClientMetadata: clientMetadata }, services, call) => {
      const { user, ...at } = await holderOf(AccessToken, services);
      const attribute = addressNamed(AttributeName);
      const to = addressToVerify(user, attribute, services);
      const message = { kind: 'VerifyUserAttribute', typedName: user.userName, clientMetadata } as const;
      const code = { ...message, purpose: attribute, attribute, to };
      return { CodeDeliveryDetails: await sendCode(user, at, code, services, call) };
    },
  ),

  VerifyUserAttribute: openOperation(
    { AccessToken: members.token, AttributeName: attributeName, Code: members.confirmationCode },
    async ({ AccessToken, AttributeName, Code }, services) => {
      const { user, pool } = await holderOf(AccessToken, services);
      const name = addressNamed(AttributeName);
      const { kept } = takeCode(Code, user, name, services);
      const attributes = { ...user.attributes, [name]: kept.address, [`${name}_verified`]: 'true' };
      saveUser({ ...user, attributes, modifiedAt: services.now() }, pool, services.store);
      services.store.confirmationCodes.remove(user, name);
      return {};
    },
  ),
} satisfies Readonly<Record<string, Operation>>;
