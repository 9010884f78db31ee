import type { AuthenticationResponse } from '../../protocol/index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import { postAuthentication } from '../triggers/pool-triggers.ts';
import { preTokenGeneration, type TokenSource } from '../triggers/token-generation.ts';
import { isNewDevice, trackDevice } from './device-tracking.ts';
import type { SigningIn } from './signing-in.ts';

/** What PreTokenGeneration is told the tokens are for; a new password comes before a device. */
const sourceOf = ({ progress: { passed } }: SigningIn): TokenSource => {
  if (passed.includes('NEW_PASSWORD_REQUIRED')) return 'NewPasswordChallenge';
  return passed.includes('DEVICE_PASSWORD_VERIFIER') ? 'AuthenticateDevice' : 'Authentication';
};

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
  const override = await preTokenGeneration(sourceOf(signIn), user, at, clientMetadata, services, call);
  const device = trackDevice(signIn, services);
  const AuthenticationResult = await services.tokens.issue({ ...at, user, ...device }, override);
  const NewDeviceMetadata = device?.metadata;
  return {
    AuthenticationResult: { ...AuthenticationResult, ...(NewDeviceMetadata && { NewDeviceMetadata }) },
    ChallengeParameters: {},
  };
}
