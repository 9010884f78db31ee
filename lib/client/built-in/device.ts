import type { CallOptions } from '../config.ts';
import type { Answered, Keeper, Machinery } from '../machinery.ts';
import type { Step } from '../step.ts';
import { answerClaim, startProof } from './password.ts';

/** What a remembered device is known by, under Amplify's names: its key, its group's key, and the password it keeps. */
const ITEMS = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'] as const;

/** Whether Cognito says that it knows the device no more. */
export const isDeviceGone = (error: unknown): boolean => /^Device does not exist/.test((error as Error).message);

/** Forgets the device that a user is remembered on. */
export async function forgetDevice({ storage, keyOf }: Keeper, username: string): Promise<void> {
  for (const item of ITEMS) await storage.removeItem(keyOf(username, item));
}

/**
 * Has Cognito know this device, and keeps what it will prove itself with.
 *
 * Whoever is signed in stays so if that fails: the next sign-in is offered a device again.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
 */
export async function confirmDevice({ config, keeper, call }: Machinery, answered: Answered): Promise<void> {
  const { AccessToken, NewDeviceMetadata } = answered.AuthenticationResult ?? {};
  if (!keeper || !NewDeviceMetadata) return;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  try {
    const { newDeviceSecret } = await import('./srp.ts');
    const { password, ...DeviceSecretVerifierConfig } = await newDeviceSecret(DeviceGroupKey, DeviceKey);
    const DeviceName = navigator.userAgent;
    await call(config, 'ConfirmDevice', { AccessToken, DeviceKey, DeviceName, DeviceSecretVerifierConfig });
    const values = [DeviceKey, DeviceGroupKey, password];
    for (const [position, item] of ITEMS.entries()) {
      await keeper.storage.setItem(keeper.keyOf(answered.username, item), `${values[position]}`);
    }
  } catch {
    // A part of it would be of no use.
    await forgetDevice(keeper, answered.username);
  }
}

/** Answers DEVICE_SRP_AUTH: proves that this is the device that it says it is. */
export async function proveDevice(machinery: Machinery, answered: Answered, options?: CallOptions): Promise<Step> {
  const { keeper, send, settle, UnsupportedChallengeError } = machinery;
  const { username } = answered;
  const kept = await Promise.all(ITEMS.map((item) => keeper?.storage.getItem(keeper.keyOf(username, item))));
  const [deviceKey, deviceGroupKey, password] = kept;
  if (!deviceKey || !deviceGroupKey || !password) throw new UnsupportedChallengeError('DEVICE_SRP_AUTH');
  const proof = await startProof();
  const asked = await send(answered, { DEVICE_KEY: deviceKey, SRP_A: proof.SRP_A }, options);
  if (asked.ChallengeName !== 'DEVICE_PASSWORD_VERIFIER') return settle(asked, options);
  const credentials = { poolName: deviceGroupKey, userId: deviceKey, password };
  // Its challenge may name the device where others name the user.
  const claimed = await answerClaim(machinery, proof, credentials, { ...asked, username }, options);
  return settle(claimed, options);
}
