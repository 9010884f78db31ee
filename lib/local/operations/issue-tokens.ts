import type { AuthenticationResponse } from '../../protocol/index.ts';
import type { PoolClient } from '../app-index.ts';
import type { StoredUser } from '../store/users.ts';
import type { Call, PoolServices } from './operation.ts';
import { postAuthentication } from './pool-triggers.ts';
import { preTokenGeneration } from './token-generation.ts';

/**
 * Ends a sign-in with tokens. That PostAuthentication comes before PreTokenGeneration is how AWS lists them; it promises
 * no order.
 */
export async function issueTokens(
  user: StoredUser,
  at: PoolClient,
  clientMetadata: Readonly<Record<string, string>> | undefined,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  await postAuthentication(user, at, clientMetadata, services, call);
  const override = await preTokenGeneration('Authentication', user, at, clientMetadata, services, call);
  const AuthenticationResult = await services.tokens.issue({ ...at, user }, override);
  return { AuthenticationResult, ChallengeParameters: {} };
}
