import { incorrectUsernameOrPassword } from '../../cognito/index.ts';
import { type AuthenticationResponse, type ChallengeName, invalidParameter } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import { findUser } from '../users/find-user.ts';
import { typedUserName } from './auth-parameters.ts';
import { challengeKind } from './challenges/challenge-kinds.ts';
import { unanswerable } from './challenges/custom-challenge.ts';
import { deviceKeyOf } from './device-tracking.ts';
import { nextResponse } from './next-challenge.ts';
import type { SignInContext } from './sign-in-context.ts';
import { assertMaySignIn } from './sign-in-under-way.ts';
import { ownerByName } from './unknown-user.ts';
import { mayAnswerAgain } from './wrong-answers.ts';

/** What RespondToAuthChallenge brings. */
export interface GivenAnswer {
  readonly challengeName: ChallengeName;
  readonly session: string | undefined;
  readonly responses: TextMap;
  readonly clientMetadata: TextMap | undefined;
}

/**
 * Takes the answer to a challenge, and gives what comes next.
 *
 * @throws CognitoError
 */
export async function answerChallenge(
  { challengeName, session, responses, clientMetadata }: GivenAnswer,
  at: PoolClient,
  context: SignInContext,
): Promise<AuthenticationResponse> {
  const typed = await typedUserName(responses, at);
  const kind = challengeKind(challengeName);
  const given = session ?? kind?.sessionOf?.(responses);
  if (given === undefined) throw invalidParameter('Missing required parameter Session');
  const { sessions, store } = context;
  // After a code identity-js sends the code's session once more, and not the one that came with DEVICE_SRP_AUTH.
  const token = challengeName === 'DEVICE_SRP_AUTH' ? sessions.successorOf(given) : given;
  const { userPoolId } = at.pool;
  const found = findUser(store.users, at.pool, typed);
  const userName = found?.userName ?? (await ownerByName(typed, token, at.pool, context));
  const { state } = sessions.take(token, { userPoolId, clientId: at.client.clientId, userName, challengeName });
  try {
    if (!kind || state.challenge === 'ECHOED') throw unanswerable(challengeName);
    const { deviceKey: _, ...before } = state.progress;
    const progress = { ...before, ...deviceKeyOf(responses, state.progress, found, context) };
    // Deleted since, or signed up since: neither may go on with what was begun.
    if (progress.userNotFound !== !found) throw incorrectUsernameOrPassword();
    if (found) assertMaySignIn(found);
    const signIn = { at, user: found, userName, progress, clientMetadata };
    const outcome = await kind.answer({ ...signIn, state, responses }, context);
    const response = await nextResponse(outcome, context);
    sessions.spend(token, response.ChallengeName === 'DEVICE_SRP_AUTH' ? response.Session : undefined);
    return response;
  } catch (error) {
    if (mayAnswerAgain(error)) sessions.giveBack(token);
    else sessions.fail(token);
    throw error;
  }
}
