import type { AskDecision, Challenge, CreatedChallenge, Flow } from '../flow/index.ts';
import type { Wait } from '../ledger/guesses.ts';
import { replayRequest } from './decide.ts';
import { ChallengeOutputError, NothingAskedError } from './errors.ts';
import type { Invocation } from './handler.ts';
import { ledgerSubject, type OpenLedgerOf } from './open-ledger.ts';
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
  openLedger: OpenLedgerOf,
): Promise<Outcome<'CreateAuthChallenge'>> {
  const { session, userNotFound } = invocation.request;
  const ask = replayRequest(flow, invocation.request);
  const entry = entryOf(ask);
  invocation.reached(entry);
  if (ask.kind !== 'ask') {
    throw new NothingAskedError(`invoked where the flow decides to ${ask.kind}`);
  }
  // The round of a choice needs nothing but its options.
  const { created, wait }: MadeChallenge = ask.options
    ? { created: { parameters: {} } }
    : await makeChallenge(flow.challenges[ask.name] as Challenge, ask, invocation, surroundings, openLedger);
  const response = assembleRound(ask, created, wait);
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

interface MadeChallenge {
  readonly created: CreatedChallenge;
  /** Of a challenge; a choice knows none. */
  readonly wait?: Wait;
}

async function makeChallenge(
  challenge: Challenge,
  { name, attempt, state }: AskDecision,
  invocation: Invocation,
  surroundings: Surroundings,
  openLedger: OpenLedgerOf,
): Promise<MadeChallenge> {
  const { request } = invocation;
  // Loaded with the challenge, whose hashes need node:crypto as well.
  const [handlers, { stableBytesOf }, { readWait }, ledger] = await Promise.all([
    challenge.load(),
    import('./stable-bytes.ts'),
    import('../ledger/guesses.ts'),
    openLedger(invocation),
  ]);
  // Before it matters which one is called: one that is missing would tell who exists.
  for (const part of ['create', 'verify', 'decoy'] as const) {
    if (typeof handlers[part] !== 'function') throw new ChallengeOutputError(`${name} has no function ${part}`);
  }
  const { now, environment } = surroundings;
  const subject = ledgerSubject(request, name, environment);
  // Before anything is made: where the ledger can't be read, nobody gets in, so nothing is sent either.
  const wait = ledger ? await readWait(ledger, { subject, limits: challenge.limits, now }) : { waiting: false };
  const secret = surroundings.decoySecret ?? ledger?.keys.decoys ?? environment.COUNTERSIGN_DECOY_SECRET;
  const stableBytes = stableBytesOf(secret, request, environment);
  const asked = { attempt, state, stableBytes };
  const created = request.userNotFound
    ? // For a user that doesn't exist, nothing may be sent: `create` is never called.
      await handlers.decoy({ userName: request.user.userName, ...asked, now, environment })
    : await handlers.create({ ...roundContext(name, challenge, invocation, surroundings), ...asked });
  return { created, wait };
}
