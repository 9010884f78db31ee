import { incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { type AuthenticationResponse, type ChallengeName, CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { Call, PoolServices } from '../request/operation.ts';
import { findUser } from '../users/find-user.ts';
import { responseTo } from './after-first-factor.ts';
import { typedUserName } from './auth-parameters.ts';
import { unanswerable } from './challenges/custom-challenge.ts';
import { kindOf } from './challenges/kinds.ts';
import { simulatedFor } from './check-password.ts';
import { deviceKeyOf } from './device-tracking.ts';
import { assertMaySignIn } from './signing-in.ts';

/** What RespondToAuthChallenge brings. */
export interface GivenAnswer {
  readonly challengeName: ChallengeName;
  readonly session: string | undefined;
  readonly responses: TextMap;
  readonly clientMetadata: TextMap | undefined;
}

/** The errors after which a user may try again with the same session (reference 4). */
const SESSION_STAYS: ReadonlySet<string> = new Set([
  'CodeMismatchException',
  // An authenticator's code that was used: the next one is good.
  'ExpiredCodeException',
  // Not documented; people who chose a password that is too weak choose another one on the same page.
  'InvalidPasswordException',
  'InvalidParameterException',
  // Clients send the same answer again without their DEVICE_KEY.
  'ResourceNotFoundException',
]);

/**
 * Takes the answer to a challenge, and gives what comes next.
 *
 * @throws CognitoError
 */
export async function answerChallenge(
  { challengeName, session, responses, clientMetadata }: GivenAnswer,
  at: PoolClient,
  services: PoolServices,
  call: Call,
): Promise<AuthenticationResponse> {
  const typed = await typedUserName(responses, at);
  const kind = kindOf(challengeName);
  const given = session ?? kind?.sessionOf?.(responses);
  if (given === undefined) throw new CognitoError('InvalidParameterException', 'Missing required parameter Session');
  const { sessions, store } = services;
  // After a code identity-js sends the code's session once more, and not the one that came with DEVICE_SRP_AUTH.
  const token = challengeName === 'DEVICE_SRP_AUTH' ? sessions.successorOf(given) : given;
  const { userPoolId } = at.pool;
  const found = findUser(store.users, at.pool, typed);
  const userName = found?.userName ?? (await nameOfUnknown(typed, token, at, services));
  const { state } = sessions.take(token, { userPoolId, clientId: at.client.clientId, userName, challengeName });
  try {
    if (!kind || state.challenge === 'ECHOED') throw unanswerable(challengeName);
    const { deviceKey: _, ...begun } = state.progress;
    const progress = { ...begun, ...deviceKeyOf(responses, state.progress, found, services) };
    // Deleted since, or signed up since: neither may go on with what was begun.
    if (progress.userNotFound !== !found) throw incorrectUsernameOrPassword();
    if (found) assertMaySignIn(found);
    const attempt = { at, user: found, userName, progress, clientMetadata };
    const answered = await kind.answer({ ...attempt, state, responses }, services, call);
    const response = await responseTo(answered, services, call);
    sessions.spend(token, response.ChallengeName === 'DEVICE_SRP_AUTH' ? response.Session : undefined);
    return response;
  } catch (error) {
    if (error instanceof CognitoError && SESSION_STAYS.has(error.code)) sessions.giveBack(token);
    else sessions.fail(token);
    throw error;
  }
}

/** A user that doesn't exist has the name that was typed, or the UUID made up for it: whichever the session has. */
async function nameOfUnknown(
  typed: string,
  token: string,
  { pool }: PoolClient,
  services: PoolServices,
): Promise<string> {
  if (services.sessions.ownerOf(token) === typed) return typed;
  return (await simulatedFor(typed, pool, services)).userName;
}
