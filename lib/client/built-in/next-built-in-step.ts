import type { CallOptions } from '../client-config.ts';
import type { SignInResponse, SignInRuntime } from '../sign-in-runtime.ts';
import type { Step } from '../step.ts';
import { confirmDevice, proveDevice } from './device.ts';
import { stepOf } from './steps.ts';
import { unsupported } from './unsupported.ts';

/**
 * The step that one of Cognito's own challenges makes; where the client can answer it by itself, the one after it. The
 * end of a sign-in too, where Cognito offers to remember the device.
 */
export async function nextBuiltInStep(
  context: SignInRuntime,
  response: SignInResponse,
  options?: CallOptions,
): Promise<Step> {
  const { AuthenticationResult, ChallengeName = '' } = response;
  if (AuthenticationResult) {
    const { NewDeviceMetadata, ...known } = AuthenticationResult;
    // Beside tokens nothing is asked, or this would go on for ever.
    const { ChallengeName: _, ...ended } = response;
    const end = await context.nextStep({ ...ended, AuthenticationResult: known });
    await confirmDevice(context, response, options);
    return end;
  }
  const ChallengeParameters = response.ChallengeParameters ?? {};
  const { USERNAME, USER_ID_FOR_SRP } = ChallengeParameters;
  // Some of these challenges tell the real name as USER_ID_FOR_SRP only.
  const pending = { ...response, ChallengeParameters, username: USERNAME ?? USER_ID_FOR_SRP ?? response.username };
  if (ChallengeName === 'DEVICE_SRP_AUTH') return proveDevice(context, pending, options);
  const step = stepOf(context, pending);
  if (!step) throw unsupported(context, ChallengeName);
  await context.keeper?.keep(pending);
  return step;
}
