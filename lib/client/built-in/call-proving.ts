import type { call as callCognito } from '../call.ts';
import type { SignInRuntime } from '../sign-in-runtime.ts';
import { clientProof } from './client-proof.ts';
import { forgetDevice, isDeviceGone } from './device.ts';

interface AnyRequest {
  readonly ChallengeName?: string;
  readonly AuthParameters?: object;
  readonly ChallengeResponses?: object;
}

/**
 * Calls with what proves the client and its device: SECRET_HASH, over the name that goes along in the same request, and
 * DEVICE_KEY. Where Cognito knows the device no more, it is forgotten, and the same is called without it.
 */
export const callProving =
  (context: SignInRuntime, username: string, deviceKey: string | null | undefined): typeof callCognito =>
  async (config, operation, request, signal) => {
    const { call, keeper } = context;
    const { AuthParameters, ChallengeResponses, ChallengeName = '' }: AnyRequest = request;
    const SECRET_HASH = await clientProof(context, config, username);
    const proving = (more: object) =>
      AuthParameters
        ? { ...request, AuthParameters: { ...AuthParameters, SECRET_HASH, ...more } }
        : { ...request, ChallengeResponses: { ...ChallengeResponses, SECRET_HASH, ...more } };
    try {
      return await call(config, operation, proving(deviceKey ? { DEVICE_KEY: deviceKey } : {}), signal);
    } catch (error) {
      if (!keeper || !deviceKey || !isDeviceGone(error)) throw error;
      await forgetDevice(keeper, username);
      // Its own challenges make no sense without it.
      if (ChallengeName.startsWith('DEVICE_')) throw error;
      return call(config, operation, proving({}), signal);
    }
  };
