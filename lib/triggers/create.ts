import { type AskDecision, type Challenge, type CreatedChallenge, type Flow, replay } from '../flow/index.ts';
import { NothingAskedError } from './errors.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type LogEntry, type Outcome } from './outcome.ts';
import { assembleRound } from './parameters.ts';
import type { TriggerRequest } from './request.ts';
import { assertFits } from './session-size.ts';

/** What creating a round takes beside the request. */
export interface CreateSurroundings extends Pick<Surroundings, 'now' | 'fetch' | 'environment'> {
  readonly signal: AbortSignal;
  /** Tells where in the sign-in it is, before the challenge's own code runs. */
  readonly reached: (entry: Omit<LogEntry, 'decision'>) => void;
  readonly stableBytes: (label: string) => Uint8Array;
}

/**
 * Makes the round that the flow asks: what CreateAuthChallenge answers.
 *
 * @throws NothingAskedError if the flow asks nothing there; ChallengeOutputError, SessionTooLargeError; whatever the
 * challenge throws.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
 */
export async function createRound(
  flow: Flow,
  request: TriggerRequest,
  surroundings: CreateSurroundings,
): Promise<Outcome<'CreateAuthChallenge'>> {
  const { session, userAttributes, userNotFound, clientMetadata } = request;
  const ask = replay(flow, session, { userAttributes, userNotFound, choice: clientMetadata.choice });
  if (ask.kind !== 'ask') {
    const why = ask.kind === 'refuse' ? `: ${ask.reason}` : '';
    throw new NothingAskedError(`CreateAuthChallenge was invoked where the flow decides to ${ask.kind}${why}`);
  }
  surroundings.reached(entryOf(ask));
  const created: CreatedChallenge = ask.options
    ? { parameters: { options: JSON.stringify(ask.options) } }
    : await makeChallenge(flow.challenges[ask.name] as Challenge, ask, request, surroundings);
  const response = assembleRound(ask, created);
  assertFits(ask.name, session, response);
  return {
    response,
    entry: {
      ...entryOf(ask),
      decision: userNotFound ? 'decoy' : 'create',
      ...(typeof created.note === 'string' && { reason: created.note }),
    },
  };
}

async function makeChallenge(
  challenge: Challenge,
  { attempt, state }: AskDecision,
  { userName, userAttributes, userNotFound, userPoolId, clientId, clientMetadata }: TriggerRequest,
  { now, fetch, environment, signal, stableBytes }: CreateSurroundings,
): Promise<CreatedChallenge> {
  const handlers = await challenge.load();
  // For a user that doesn't exist, nothing may be sent: `create` is never called.
  if (userNotFound) return handlers.decoy({ userName, attempt, state, now, stableBytes });
  const user = { userName, attributes: userAttributes };
  const round = { user, userPoolId, clientId, clientMetadata, now, fetch, environment, signal };
  return handlers.create({ ...round, attempt, state, stableBytes });
}
