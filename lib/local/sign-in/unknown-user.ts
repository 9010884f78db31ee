import type { LocalPoolDefinition } from '../model.ts';
import { lookedUp } from '../users/names.ts';
import { type SimulatedUser, simulatedUser } from '../users/simulated-user.ts';
import type { SignInContext } from './sign-in-context.ts';

type Simulating = Pick<SignInContext, 'tokens' | 'store'>;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What stands for a user that doesn't exist: the same for the same name, for as long as the pool's keys. A UUID that was
 * typed is its own: a user's would come back as it is.
 */
export async function simulatedFor(
  typed: string,
  pool: LocalPoolDefinition,
  { tokens, store }: Simulating,
): Promise<SimulatedUser> {
  const { userPoolId } = pool;
  await tokens.keys.keysOf(userPoolId);
  const name = lookedUp(typed, pool);
  const simulated = simulatedUser(`${userPoolId}:${name}`, store.signingKeys.find(userPoolId, 'id') as string);
  return UUID.test(name) ? { ...simulated, userName: name } : simulated;
}

/**
 * What a client gets as the USERNAME of a user that doesn't exist. Where people sign in by an address every user's name is
 * a UUID, so the address sent back would tell who isn't there: it is the UUID of SRP. Elsewhere it is the name as it was
 * typed. What Cognito answers outside of SRP isn't documented: this is a choice (docs/cognito.md#31-unknown-users).
 */
export const nameOfUnknown = async (typed: string, pool: LocalPoolDefinition, context: Simulating): Promise<string> =>
  pool.usernameAttributes.length > 0 ? (await simulatedFor(typed, pool, context)).userName : typed;

/**
 * Whose session an answer of a user that doesn't exist may take. As users that do, they may be named by what the client
 * got as USERNAME or by what was typed, in upper or lower case where the pool makes no difference.
 *
 * @param token the session that came along
 */
export async function ownerByName(
  name: string,
  token: string,
  pool: LocalPoolDefinition,
  context: Simulating & Pick<SignInContext, 'sessions'>,
): Promise<string> {
  const owner = context.sessions.ownerOf(token);
  if (owner !== undefined && lookedUp(owner, pool) === lookedUp(name, pool)) return owner;
  return (await simulatedFor(name, pool, context)).userName;
}
