import type { Credentials } from '../../protocol/srp/index.ts';
import type { CallOptions } from '../client-config.ts';
import type { AuthError } from '../errors.ts';
import type { Keeper, SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { loadSrp } from './load-srp.ts';
import { answerClaim, startProof } from './prove-password.ts';
import { unsupported } from './unsupported.ts';

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
export async function confirmDevice(
  context: SignInRuntime,
  { AuthenticationResult, username }: SignInResponse,
  options?: CallOptions,
): Promise<void> {
  const { config, keeper, call } = context;
  const { AccessToken, NewDeviceMetadata } = AuthenticationResult ?? {};
  if (!keeper || !NewDeviceMetadata) return;
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata;
  const { storage, keyOf } = keeper;
  // By the name that such a sign-in goes on with, which may be an alias, and by the real one.
  const names = new Set([username, (await storage.getItem(keyOf('LastAuthUser'))) ?? username]);
  try {
    const { newDeviceSecret } = await loadSrp(context);
    const { password, verifierConfig } = await newDeviceSecret(DeviceGroupKey, DeviceKey);
    const request = {
      AccessToken,
      DeviceKey,
      // Not every platform has a name.
      DeviceName: globalThis.navigator?.userAgent,
      DeviceSecretVerifierConfig: verifierConfig,
    };
    await call(config, 'ConfirmDevice', request, options?.signal);
    const values = { deviceKey: DeviceKey, deviceGroupKey: DeviceGroupKey, randomPasswordKey: password };
    for (const name of names) {
      for (const item of ITEMS) await storage.setItem(keyOf(name, item), values[item]);
    }
  } catch {
    // A part of it would be of no use.
    for (const name of names) await forgetDevice(keeper, name);
  }
}

/** Answers DEVICE_SRP_AUTH: proves that this is the device that it says it is. */
export async function proveDevice(
  context: SignInRuntime,
  response: SignInResponse,
  options?: CallOptions,
): Promise<Step> {
  const { keeper, nextStep } = context;
  const { username } = response;
  const kept = await Promise.all(ITEMS.map((item) => keeper?.storage.getItem(keeper.keyOf(username, item))));
  const [deviceKey, deviceGroupKey, password] = kept;
  if (!keeper || !deviceKey || !deviceGroupKey || !password) throw unsupported(context, 'DEVICE_SRP_AUTH');
  const credentials = { poolName: deviceGroupKey, userId: deviceKey, password };
  let proved: SignInResponse;
  try {
    proved = await answerDeviceSrp(context, response, credentials, options);
  } catch (error) {
    // Cognito knows it by another password, say: the next sign-in goes without it.
    const { name, code } = error as AuthError;
    if (name !== 'SessionError' && code === 'NotAuthorizedException') await forgetDevice(keeper, username);
    throw error;
  }
  return nextStep(proved, options);
}

async function answerDeviceSrp(
  context: SignInRuntime,
  response: SignInResponse,
  credentials: Credentials,
  options?: CallOptions,
): Promise<SignInResponse> {
  const proof = await startProof(context);
  const first = { DEVICE_KEY: credentials.userId, SRP_A: proof.SRP_A };
  const asked = await context.send(response, first, options);
  if (asked.ChallengeName !== 'DEVICE_PASSWORD_VERIFIER') return asked;
  // Its challenge may name the device where others name the user.
  return answerClaim(context, proof, credentials, { ...asked, username: response.username }, options);
}
