import type { CallOptions } from '../config.ts';
import type { Answered, Machinery } from '../machinery.ts';
import type { Step } from '../step.ts';
import { confirmDevice, proveDevice } from './device.ts';
import { stepOf } from './steps.ts';

/**
 * The step that one of Cognito's own challenges makes; where the client can answer it by itself, the one after it. The
 * end of a sign-in too, where Cognito offers to remember the device.
 */
export async function settle(machinery: Machinery, answered: Answered, options?: CallOptions): Promise<Step> {
  const { AuthenticationResult, ChallengeParameters = {}, ChallengeName = '' } = answered;
  if (AuthenticationResult) {
    const { NewDeviceMetadata, ...known } = AuthenticationResult;
    const end = await machinery.settle({ ...answered, AuthenticationResult: known });
    await confirmDevice(machinery, answered, options);
    return end;
  }
  const { USERNAME, USER_ID_FOR_SRP } = ChallengeParameters;
  // Some of these challenges tell the real name as USER_ID_FOR_SRP only.
  const pending = { ...answered, username: USERNAME ?? USER_ID_FOR_SRP ?? answered.username };
  if (ChallengeName === 'DEVICE_SRP_AUTH') return proveDevice(machinery, pending, options);
  const step = stepOf(machinery, pending);
  if (!step) throw new machinery.UnsupportedChallengeError(ChallengeName);
  await machinery.keeper?.keep(pending);
  return step;
}
