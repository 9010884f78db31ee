import crypto, { randomBytes } from 'node:crypto';
import {
  ConfirmDeviceCommand,
  type ConfirmDeviceCommandOutput,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  type RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  claimSignature,
  clientKey,
  integerOf,
  nativePower,
  paddedBytes,
  publicKeyOf,
  timestampOf,
  verifierOf,
} from '../../../lib/protocol/srp/index.ts';
import { answer, begin } from './sign-in.ts';
import type { TestPool } from './start-pool.ts';

type Answered = RespondToAuthChallengeCommandOutput;
type Challenged = InitiateAuthCommandOutput | Answered;

/** What a client keeps of its device. */
export interface ClientDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  readonly password: string;
}

const power = nativePower(crypto);
const base64 = (integer: bigint): string => Buffer.from(paddedBytes(integer)).toString('base64');

/** Signs in by code; DEVICE_KEY goes along with the answer, as clients send it. */
export async function signInFrom(pool: TestPool, device: { readonly deviceKey?: string } = {}): Promise<Answered> {
  const more = device.deviceKey === undefined ? {} : { DEVICE_KEY: device.deviceKey };
  const challenged = await begin(pool);
  return answer(pool, challenged, pool.outbox.lastCode(), more);
}

/** The device that the tokens speak of, with a password of its own. */
export function deviceOf({ AuthenticationResult }: Challenged): ClientDevice {
  const { DeviceKey = '', DeviceGroupKey = '' } = AuthenticationResult?.NewDeviceMetadata ?? {};
  return { deviceKey: DeviceKey, deviceGroupKey: DeviceGroupKey, password: randomBytes(40).toString('base64') };
}

/** What ConfirmDevice is to get: the verifier of the device's password, and its salt. */
export async function verifierConfig({ deviceKey, deviceGroupKey, password }: ClientDevice, salt = freshSalt()) {
  const credentials = { poolName: deviceGroupKey, userId: deviceKey, password };
  return { PasswordVerifier: base64(await verifierOf(credentials, salt, power)), Salt: base64(salt) };
}

const freshSalt = (): bigint => integerOf(randomBytes(16).toString('hex'));

/** Confirms a device. */
export const confirm = async (
  { sdk }: TestPool,
  { AuthenticationResult }: Challenged,
  device: ClientDevice,
  DeviceName?: string,
): Promise<ConfirmDeviceCommandOutput> =>
  sdk.send(
    new ConfirmDeviceCommand({
      AccessToken: AuthenticationResult?.AccessToken,
      DeviceKey: device.deviceKey,
      DeviceSecretVerifierConfig: await verifierConfig(device),
      DeviceName,
    }),
  );

/** Signs in and confirms the new device. */
export async function confirmedDevice(pool: TestPool, DeviceName?: string): Promise<ClientDevice> {
  const signedIn = await signInFrom(pool);
  const device = deviceOf(signedIn);
  await confirm(pool, signedIn, device, DeviceName);
  return device;
}

/** Answers any challenge. */
export const respond = (
  { sdk, ClientId }: TestPool,
  { ChallengeName, Session, ChallengeParameters }: Challenged,
  responses: Readonly<Record<string, string>>,
): Promise<Answered> =>
  sdk.send(
    new RespondToAuthChallengeCommand({
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: ChallengeParameters?.USERNAME ?? '', ...responses },
    }),
  );

/** The client's half of a device's proof. */
export interface DeviceProof {
  /** a. */
  readonly secret: bigint;
  readonly device: ClientDevice;
}

/** Answers DEVICE_SRP_AUTH. */
export const sendPublicKey = (pool: TestPool, asked: Challenged, { secret, device }: DeviceProof): Promise<Answered> =>
  respond(pool, asked, {
    DEVICE_KEY: device.deviceKey,
    SRP_A: publicKeyOf(secret, power).toString(16),
  });

/** What answers DEVICE_PASSWORD_VERIFIER. */
export async function claim(
  { ChallengeParameters = {} }: Challenged,
  { secret, device }: DeviceProof,
  timestamp = timestampOf(new Date()),
): Promise<Record<string, string>> {
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '' } = ChallengeParameters;
  const credentials = { poolName: device.deviceGroupKey, userId: device.deviceKey, password: device.password };
  const key = await clientKey(secret, { salt: integerOf(SALT), B: integerOf(SRP_B) }, credentials, power);
  return {
    DEVICE_KEY: device.deviceKey,
    PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
    PASSWORD_CLAIM_SIGNATURE: await claimSignature(key, credentials, SECRET_BLOCK, timestamp),
    TIMESTAMP: timestamp,
  };
}

/** Proves a device from DEVICE_SRP_AUTH on. */
export async function proveDevice(pool: TestPool, asked: Challenged, device: ClientDevice): Promise<Answered> {
  const proof = { secret: integerOf(randomBytes(32).toString('hex')), device };
  const verifier = await sendPublicKey(pool, asked, proof);
  return respond(pool, verifier, await claim(verifier, proof));
}
