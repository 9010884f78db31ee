import { CognitoError, invalidParameter } from '../../protocol/index.ts';
import { modulo } from '../../protocol/srp/group.ts';
import { integerOf } from '../../protocol/srp/index.ts';
import { type Operation, type OperationContext, openOperation, signedOperation } from '../operation.ts';
import { integer, oneOf, optional, structure, text } from '../request/input.ts';
import { members, userMembers } from '../request/members.ts';
import { pageOf } from '../request/paging.ts';
import { holderOf } from '../request/token-holder.ts';
import { toSeconds } from '../request/user-type.ts';
import { deviceDoesNotExist } from '../sign-in/device-tracking.ts';
import type { Device } from '../store/devices.ts';
import type { StoredUser } from '../store/users.ts';
import type { AttributeType } from '../users/attributes.ts';
import { namedUser } from '../users/find-user.ts';
import type { SrpVerifier } from '../users/srp-exchange.ts';

const MOST = 60;

const paging = { Limit: optional(integer(0, MOST)), PaginationToken: members.nextToken };
const remembering = {
  DeviceKey: members.deviceKey,
  DeviceRememberedStatus: optional(oneOf('remembered', 'not_remembered')),
};
const base64 = text({ secret: true, pattern: /^[A-Za-z0-9+/]+={0,2}$/ });

/** A device as the API shows it; attributes that begin with `dev:` are the pool owner's only. */
function deviceType(device: Device, isOwner: boolean) {
  const attributes: AttributeType[] = [
    { Name: 'device_status', Value: 'valid' },
    ...(device.name === null ? [] : [{ Name: 'device_name', Value: device.name }]),
  ];
  const status = { Name: 'dev:device_remembered_status', Value: device.remembered ? 'remembered' : 'not_remembered' };
  return {
    DeviceKey: device.deviceKey,
    DeviceAttributes: isOwner ? [...attributes, status] : attributes,
    DeviceCreateDate: toSeconds(device.createdAt),
    DeviceLastModifiedDate: toSeconds(device.modifiedAt),
    DeviceLastAuthenticatedDate: toSeconds(device.authenticatedAt),
  };
}

/** Devices that were never confirmed aren't listed: they are nothing to sign in with. */
function confirmedDevice(user: StoredUser, deviceKey: string, { store }: Pick<OperationContext, 'store'>): Device {
  const device = store.devices.find(user, deviceKey);
  if (!device?.secret) throw deviceDoesNotExist();
  return device;
}

/** One page of a user's devices. */
function listDevices(
  user: StoredUser,
  { Limit, PaginationToken }: { readonly Limit?: number | undefined; readonly PaginationToken?: string | undefined },
  isOwner: boolean,
  { store }: Pick<OperationContext, 'store'>,
) {
  const { items, next } = pageOf(
    {
      list: [isOwner ? 'AdminListDevices' : 'ListDevices', user.userPoolId, user.userName],
      size: Limit || MOST,
      token: PaginationToken,
    },
    ([after = '']) => [...store.devices.list(user, String(after))].filter(({ secret }) => secret !== null),
    ({ deviceKey }) => [deviceKey],
  );
  return {
    Devices: items.map((device) => deviceType(device, isOwner)),
    ...(next !== undefined && { PaginationToken: next }),
  };
}

function forgetDevice(user: StoredUser, deviceKey: string, context: Pick<OperationContext, 'store'>): object {
  confirmedDevice(user, deviceKey, context);
  context.store.devices.remove(user, deviceKey);
  return {};
}

function updateStatus(
  user: StoredUser,
  deviceKey: string,
  status: 'remembered' | 'not_remembered' | undefined,
  context: Pick<OperationContext, 'store' | 'now'>,
): object {
  const device = confirmedDevice(user, deviceKey, context);
  const remembered = status === undefined ? device.remembered : status === 'remembered';
  context.store.devices.save({ ...device, remembered, modifiedAt: context.now() });
  return {};
}

/** What a device made of its random password: big-endian bytes, as Java writes them. */
function readSecret({
  PasswordVerifier,
  Salt,
}: {
  readonly PasswordVerifier: string;
  readonly Salt: string;
}): SrpVerifier {
  const hexOf = (bytes: string): string => Buffer.from(bytes, 'base64').toString('hex');
  const number = integerOf(hexOf(PasswordVerifier));
  // 0 and 1 would make every password right.
  if (number < 2n || number !== modulo(number)) {
    throw invalidParameter('Invalid PasswordVerifier given.');
  }
  return { salt: hexOf(Salt), verifier: number.toString(16) };
}

/** A user's devices: what the user does with them, and what the pool's owner does. */
export const devices = {
  ConfirmDevice: openOperation(
    {
      AccessToken: members.token,
      DeviceKey: members.deviceKey,
      DeviceSecretVerifierConfig: optional(structure({ PasswordVerifier: base64, Salt: base64 })),
      DeviceName: optional(text({ max: 1024 })),
    },
    async ({ AccessToken, DeviceKey, DeviceSecretVerifierConfig, DeviceName }, context) => {
      const { user, pool, deviceKey } = await holderOf(AccessToken, context);
      const device = deviceKey === DeviceKey ? context.store.devices.find(user, deviceKey) : undefined;
      // Seen in boto/boto3#4059, aws-amplify/amplify-js#2087.
      if (!device) throw invalidParameter('Invalid device key given.');
      if (device.secret) throw new CognitoError('DeviceKeyExistsException', 'Device key already exists.');
      // Optional in the API; what a device without a secret would be isn't documented.
      if (!DeviceSecretVerifierConfig) {
        throw invalidParameter('Missing required parameter DeviceSecretVerifierConfig');
      }
      const asks = pool.deviceConfiguration?.deviceOnlyRememberedOnUserPrompt === true;
      context.store.devices.save({
        ...device,
        name: DeviceName ?? null,
        secret: readSecret(DeviceSecretVerifierConfig),
        remembered: !asks,
        modifiedAt: context.now(),
      });
      return { UserConfirmationNecessary: asks };
    },
  ),

  ListDevices: openOperation({ AccessToken: members.token, ...paging }, async ({ AccessToken, ...page }, context) => {
    const { user } = await holderOf(AccessToken, context);
    return listDevices(user, page, false, context);
  }),

  GetDevice: openOperation(
    { AccessToken: members.token, DeviceKey: members.deviceKey },
    async ({ AccessToken, DeviceKey }, context) => {
      const { user } = await holderOf(AccessToken, context);
      return { Device: deviceType(confirmedDevice(user, DeviceKey, context), false) };
    },
  ),

  ForgetDevice: openOperation(
    { AccessToken: members.token, DeviceKey: members.deviceKey },
    async ({ AccessToken, DeviceKey }, context) => {
      const { user } = await holderOf(AccessToken, context);
      return forgetDevice(user, DeviceKey, context);
    },
  ),

  UpdateDeviceStatus: openOperation(
    { AccessToken: members.token, ...remembering },
    async ({ AccessToken, DeviceKey, DeviceRememberedStatus }, context) => {
      const { user } = await holderOf(AccessToken, context);
      return updateStatus(user, DeviceKey, DeviceRememberedStatus, context);
    },
  ),

  AdminListDevices: signedOperation({ ...userMembers, ...paging }, (input, context) =>
    listDevices(namedUser(input, context).user, input, true, context),
  ),

  AdminGetDevice: signedOperation({ ...userMembers, DeviceKey: members.deviceKey }, (input, context) => ({
    Device: deviceType(confirmedDevice(namedUser(input, context).user, input.DeviceKey, context), true),
  })),

  AdminForgetDevice: signedOperation({ ...userMembers, DeviceKey: members.deviceKey }, (input, context) =>
    forgetDevice(namedUser(input, context).user, input.DeviceKey, context),
  ),

  AdminUpdateDeviceStatus: signedOperation({ ...userMembers, ...remembering }, (input, context) =>
    updateStatus(namedUser(input, context).user, input.DeviceKey, input.DeviceRememberedStatus, context),
  ),
} satisfies Readonly<Record<string, Operation>>;
