import type { AskDecision, Challenge, CreatedChallenge, Flow } from '../flow/index.ts';
import { replayRequest } from './decide.ts';
import { ChallengeOutputError, NothingAskedError } from './errors.ts';
import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type Outcome } from './outcome.ts';
import { roundContext } from './round-context.ts';
import { assembleRound } from './round-response.ts';
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
  const { session, userNotFound } = invocation.request;
  const ask = replayRequest(flow, invocation.request);
  const entry = entryOf(ask);
  invocation.reached(entry);
  if (ask.kind !== 'ask') {
    throw new NothingAskedError(`invoked where the flow decides to ${ask.kind}`);
  }
  // The round of a choice needs nothing but its options.
  const created: CreatedChallenge = ask.options
    ? { parameters: {} }
    : await makeChallenge(flow.challenges[ask.name] as Challenge, ask, invocation, surroundings);
  const response = assembleRound(ask, created);
  assertFits(ask.name, session, response);
  return {
    response,
    entry: {
      ...entry,
      decision: userNotFound ? 'decoy' : 'create',
      ...(created.note !== undefined && { reason: created.note }),
    },
    ...(created.error !== undefined && { error: created.error }),
  };
}

async function makeChallenge(
  challenge: Challenge,
  { name, attempt, state }: AskDecision,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<CreatedChallenge> {
  const { request } = invocation;
  // Loaded with the challenge, whose hashes need node:crypto as well.
  const [handlers, { stableBytesOf }] = await Promise.all([challenge.load(), import('./stable-bytes.ts')]);
  // Before it matters which one is called: one that is missing would tell who exists.
  for (const part of ['create', 'verify', 'decoy'] as const) {
    if (typeof handlers[part] !== 'function') throw new ChallengeOutputError(`${name} has no function ${part}`);
  }
  const context = {
    ...roundContext(name, challenge, invocation, surroundings),
    attempt,
    state,
    stableBytes: stableBytesOf(surroundings, request),
  };
  if (!request.userNotFound) return handlers.create(context);
  // For a user that doesn't exist, nothing may be sent: `create` is never called.
  const { now, environment, stableBytes } = context;
  return handlers.decoy({ userName: request.user.userName, attempt, state, now, environment, stableBytes });
}
