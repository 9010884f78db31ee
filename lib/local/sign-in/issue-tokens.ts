import type { AuthenticationResponse } from '../../protocol/index.ts';
import { postAuthentication } from '../triggers/pool-triggers.ts';
import { preTokenGeneration, type TokenSource } from '../triggers/token-generation.ts';
import { isNewDevice, trackDevice } from './device-tracking.ts';
import type { SignInContext } from './sign-in-context.ts';
import type { SignInOfUser } from './sign-in-under-way.ts';

/** What PreTokenGeneration is told the tokens are for; a new password comes before a device. */
const sourceOf = ({ progress: { passed } }: SignInOfUser): TokenSource => {
  if (passed.includes('NEW_PASSWORD_REQUIRED')) return 'NewPasswordChallenge';
  return passed.includes('DEVICE_PASSWORD_VERIFIER') ? 'AuthenticateDevice' : 'Authentication';
};

/**
 * Ends a sign-in with tokens. That PostAuthentication comes before PreTokenGeneration is how AWS lists them; it promises
 * no order.
 */
export async function issueTokens(signIn: SignInOfUser, context: SignInContext): Promise<AuthenticationResponse> {
  const { user, at, clientMetadata } = signIn;
  await postAuthentication(user, at, { newDeviceUsed: isNewDevice(signIn, context), clientMetadata }, context);
  const override = await preTokenGeneration(user, at, { source: sourceOf(signIn), clientMetadata }, context);
  const device = trackDevice(signIn, context);
  const AuthenticationResult = await context.tokens.issue({ ...at, user, ...device }, override);
  const NewDeviceMetadata = device?.metadata;
  return {
    AuthenticationResult: { ...AuthenticationResult, ...(NewDeviceMetadata && { NewDeviceMetadata }) },
    ChallengeParameters: {},
  };
}
