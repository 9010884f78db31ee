import type { AuthenticationResponse } from '../../protocol/index.ts';
import { isNewDevice, trackDevice } from './device-tracking.ts';
import type { Call, PoolServices } from './operation.ts';
import { postAuthentication } from './pool-triggers.ts';
import type { SigningIn } from './signing-in.ts';
import { preTokenGeneration } from './token-generation.ts';

/**
 * Ends a sign-in with tokens. That PostAuthentication comes before PreTokenGeneration is how AWS lists them; it promises
 * no order.
 */
export async function issueTokens(
  signIn: SigningIn,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const { user, at, clientMetadata } = signIn;
  await postAuthentication(user, at, clientMetadata, services, call, isNewDevice(signIn, services));
  const override = await preTokenGeneration('Authentication', user, at, clientMetadata, services, call);
  const device = trackDevice(signIn, services);
  const AuthenticationResult = await services.tokens.issue({ ...at, user, ...device }, override);
  const NewDeviceMetadata = device?.metadata;
  return {
    AuthenticationResult: { ...AuthenticationResult, ...(NewDeviceMetadata && { NewDeviceMetadata }) },
    ChallengeParameters: {},
  };
}
