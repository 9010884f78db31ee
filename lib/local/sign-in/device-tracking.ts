import { randomBytes, randomUUID } from 'node:crypto';
import { type AuthenticationResult, CognitoError, notAuthorized } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { Device } from '../store/devices.ts';
import type { SignIn } from '../store/sign-ins.ts';
import type { StoredUser } from '../store/users.ts';
import type { SignInProgress } from './session-state.ts';
import type { SignInContext } from './sign-in-context.ts';
import { type AskIfDue, ask, type SignInOfUser } from './sign-in-under-way.ts';

/** Clients look for this very text: they forget the device and begin again (Amplify, identity-js). */
export const deviceDoesNotExist = (): CognitoError =>
  new CognitoError('ResourceNotFoundException', 'Device does not exist.');

/** The flows of a pool's owner know no devices: their calls come from a server (SDK, AdminInitiateAuth). */
const tracks = ({ at: { pool }, progress }: SignInOfUser): boolean =>
  pool.deviceConfiguration !== undefined && !progress.flow.startsWith('ADMIN_');

/**
 * The device whose DEVICE_KEY the client sent along; undefined where it sent none, or the pool doesn't track devices.
 * That one which was never confirmed counts as unknown isn't documented.
 *
 * @throws CognitoError ResourceNotFoundException for a key that isn't the user's.
 */
function knownDevice(signIn: SignInOfUser, { store }: Pick<SignInContext, 'store'>): Device | undefined {
  const { deviceKey } = signIn.progress;
  if (!tracks(signIn) || deviceKey === undefined) return undefined;
  const device = store.devices.find(signIn.user, deviceKey);
  if (!device?.secret) throw deviceDoesNotExist();
  return device;
}

/**
 * The DEVICE_KEY that counts: the one that came with this answer, else the one that came at the beginning, if there is
 * such a device. Clients whose device was forgotten get the error on their answer, and send it again without the key.
 */
export function deviceKeyOf(
  { DEVICE_KEY }: TextMap,
  { deviceKey }: SignInProgress,
  user: StoredUser | undefined,
  { store }: Pick<SignInContext, 'store'>,
): { readonly deviceKey?: string } {
  if (DEVICE_KEY) return { deviceKey: DEVICE_KEY };
  const isKnown = user && deviceKey !== undefined && store.devices.find(user, deviceKey)?.secret;
  return isKnown ? { deviceKey } : {};
}

/**
 * Whether a remembered device takes the place of MFA in this sign-in. It still has to prove itself: `askDeviceIfDue` asks.
 *
 * @throws CognitoError ResourceNotFoundException
 */
export const deviceStandsForMfa = (signIn: SignInOfUser, context: Pick<SignInContext, 'store'>): boolean =>
  signIn.at.pool.deviceConfiguration?.challengeRequiredOnNewDevice === true &&
  knownDevice(signIn, context)?.remembered === true;

/**
 * Asks a remembered device for its proof. One that isn't remembered is tracked and asked nothing: what Cognito does there
 * isn't documented in more words.
 *
 * @throws CognitoError ResourceNotFoundException
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
 */
export const askDeviceIfDue: AskIfDue = (signIn, context) => {
  const { progress, userName } = signIn;
  const device = knownDevice(signIn, context);
  if (!device?.remembered || progress.passed.includes('DEVICE_PASSWORD_VERIFIER')) return undefined;
  const { deviceKey } = device;
  const state = { challenge: 'DEVICE_SRP_AUTH', progress, deviceKey } as const;
  return ask(signIn, { state, parameters: { USERNAME: userName, DEVICE_KEY: deviceKey } }, context);
};

/** Whether the sign-in comes from a device that the pool tracks and doesn't know. */
export const isNewDevice = (signIn: SignInOfUser, context: Pick<SignInContext, 'store'>): boolean =>
  tracks(signIn) && knownDevice(signIn, context) === undefined;

/** The device of a sign-in that ends in tokens. */
export interface TrackedDevice {
  readonly deviceKey: string;
  /** For the client, where the device is new: it makes a secret for it and confirms it. */
  readonly metadata?: NonNullable<AuthenticationResult['NewDeviceMetadata']>;
}

/**
 * The device that a sign-in came from: the one whose key the client sent, or a new one. Undefined where the pool doesn't
 * track devices.
 *
 * Passwordless custom sign-ins are tracked as any other, which is a choice: whether Cognito does is in doubt
 * (docs/cognito.md#61-devices).
 */
export function trackDevice(
  signIn: SignInOfUser,
  context: Pick<SignInContext, 'store' | 'now'>,
): TrackedDevice | undefined {
  if (!tracks(signIn)) return undefined;
  const { devices } = context.store;
  const now = context.now();
  const known = knownDevice(signIn, context);
  if (known) {
    devices.save({ ...known, authenticatedAt: now });
    return { deviceKey: known.deviceKey };
  }
  const { userPoolId, userName } = signIn.user;
  const deviceKey = `${userPoolId.split('_')[0]}_${randomUUID()}`;
  const deviceGroupKey = `-${randomBytes(6).toString('base64url')}`;
  const at = { createdAt: now, modifiedAt: now, authenticatedAt: now };
  devices.save({ userPoolId, userName, deviceKey, deviceGroupKey, name: null, secret: null, remembered: false, ...at });
  return { deviceKey, metadata: { DeviceKey: deviceKey, DeviceGroupKey: deviceGroupKey } };
}

/**
 * Refuses to refresh a sign-in from another device than it came from (docs/cognito.md#61-devices), or from one that was
 * forgotten: what Cognito does there isn't documented.
 *
 * @throws CognitoError NotAuthorizedException
 */
export function assertSameDevice(
  signIn: SignIn,
  deviceKey: string | undefined,
  { store }: Pick<SignInContext, 'store'>,
): void {
  if (signIn.deviceKey === undefined) return;
  if (deviceKey === signIn.deviceKey && store.devices.find(signIn, deviceKey)) return;
  throw notAuthorized('Invalid Refresh Token');
}
