import { type AskDecision, type Challenge, type CreatedChallenge, type Flow, replay } from '../flow/index.ts';
import { pickedOption } from '../protocol/round.ts';
import { NothingAskedError } from './errors.ts';
import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type Outcome } from './outcome.ts';
import { assembleRound } from './parameters.ts';
import { roundContext } from './round-context.ts';
import { assertFits } from './session-size.ts';

/**
 * Makes the round that the flow asks: what CreateAuthChallenge answers.
 *
 * @throws NothingAskedError if the flow asks nothing there; ChallengeOutputError, SessionTooLargeError; whatever the
 * challenge throws.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export async function createRound(
  flow: Flow,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<Outcome<'CreateAuthChallenge'>> {
  const { session, user, userNotFound, clientMetadata } = invocation.request;
  const ask = replay(flow, session, {
    userAttributes: user.attributes,
    userNotFound,
    choice: pickedOption(clientMetadata),
  });
  if (ask.kind !== 'ask') {
    const why = ask.kind === 'refuse' ? `: ${ask.reason}` : '';
    throw new NothingAskedError(`invoked where the flow decides to ${ask.kind}${why}`);
  }
  const entry = entryOf(ask);
  invocation.reached(entry);
  // The round of a choice needs nothing but its options.
  const created: CreatedChallenge = ask.options
    ? { parameters: {} }
    : await makeChallenge(flow.challenges[ask.name] as Challenge, ask, invocation, surroundings);
  const response = assembleRound(ask, created);
  assertFits(ask.name, session, response);
  const { note } = created;
  const decision = userNotFound ? 'decoy' : 'create';
  return { response, entry: { ...entry, decision, ...(typeof note === 'string' && { reason: note }) } };
}

async function makeChallenge(
  challenge: Challenge,
  { attempt, state }: AskDecision,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<CreatedChallenge> {
  const { request } = invocation;
  // Loaded with the challenge, whose hashes need node:crypto as well.
  const [handlers, { stableBytesOf }] = await Promise.all([challenge.load(), import('./stable-bytes.ts')]);
  const round = {
    ...roundContext(invocation, surroundings),
    attempt,
    state,
    stableBytes: stableBytesOf(surroundings, request),
  };
  if (!request.userNotFound) return handlers.create(round);
  // For a user that doesn't exist, nothing may be sent: `create` is never called.
  const { now, stableBytes } = round;
  return handlers.decoy({ userName: request.user.userName, attempt, state, now, stableBytes });
}
