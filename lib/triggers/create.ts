import type { AskDecision, Challenge, CreatedChallenge, Flow, LoadedHandlers, Message } from '../flow/index.ts';
import { isRecord } from '../protocol/is-record.ts';
import { deviceIn, sessionSecondsIn } from '../protocol/round.ts';
import { replayRequest } from './decide.ts';
import { ChallengeOutputError, NothingAskedError } from './errors.ts';
import type { Invocation } from './handler.ts';
import { ledgerSubject, type OpenLedgerOf } from './open-ledger.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type Outcome } from './outcome.ts';
import { declaredAttributes, roundContext } from './round-context.ts';
import { assembleRound, assertCreated, type MadeRound } from './round-response.ts';
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
  const ask = replayRequest(flow, invocation.request, surroundings.environment);
  const entry = entryOf(ask);
  invocation.reached(entry);
  if (ask.kind !== 'ask') {
    throw new NothingAskedError(`invoked where the flow decides to ${ask.kind}`);
  }
  // The round of a choice needs nothing but its options.
  const made: MadeRound = ask.options
    ? { created: { parameters: {} } }
    : await makeChallenge(flow, ask, invocation, surroundings, openLedger);
  const { created } = made;
  if (created.error !== undefined) surroundings.watchErrors?.(created.error);
  // Of users that don't exist too: it is the app client's.
  const response = assembleRound(ask, made, sessionSecondsIn(surroundings.environment.COUNTERSIGN_SESSION_SECONDS));
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
  flow: Flow,
  { name, attempt, state, after }: AskDecision,
  invocation: Invocation,
  surroundings: Surroundings,
  openLedger: OpenLedgerOf,
): Promise<MadeRound> {
  const { request } = invocation;
  const challenge = flow.challenges[name] as Challenge;
  // Loaded with the challenge, whose hashes need node:crypto as well.
  const [handlers, { stableBytesOf }, { readWait }, { offeredDevice }, ledger] = await Promise.all([
    challenge.load(),
    import('./stable-bytes.ts'),
    import('../ledger/guesses.ts'),
    import('../ledger/keys.ts'),
    openLedger(invocation),
  ]);
  // Before it matters which one is called: one that is missing would tell who exists.
  const parts = ['create', 'verify', 'decoy', ...(challenge.limits.messages ? (['deliver'] as const) : [])] as const;
  for (const part of parts) {
    if (typeof handlers[part] !== 'function') throw new ChallengeOutputError(`${name} has no function ${part}`);
  }
  const { now, environment } = surroundings;
  const subject = ledgerSubject(request, name, environment);
  const secret = surroundings.decoySecret ?? ledger?.keys.decoys ?? environment.COUNTERSIGN_DECOY_SECRET;
  const stableBytes = stableBytesOf(secret, request, environment);
  const { userPoolId, userNotFound, user } = request;
  const context = roundContext(name, challenge, invocation, surroundings);
  const decoy = async (kept: string | undefined): Promise<CreatedChallenge> =>
    checked(
      name,
      challenge,
      await handlers.decoy({ userName: user.userName, attempt, state: kept, stableBytes, now, environment }),
    );
  const create = async (kept: string | undefined): Promise<CreatedChallenge> =>
    checked(name, challenge, await handlers.create({ ...context, attempt, state: kept, stableBytes }));
  // For a user that doesn't exist, nothing may be sent: `create` is never called.
  const make = userNotFound ? decoy : create;
  const { messages, guesses } = challenge.limits;
  const device = deviceIn(request.clientMetadata);
  // One that has a secret needs no other.
  const offers = ledger &&
    guesses &&
    device === undefined && { offer: (round: string) => offeredDevice(ledger.keys, round) };
  if (messages && ledger) {
    const [{ makeMessageRound }, { messengerOf }] = await Promise.all([
      import('./message-round.ts'),
      import('./messenger.ts'),
    ]);
    const made = await makeMessageRound({
      ...{ challenge, messages, ledger, subject, now, kept: state, userNotFound, userPoolId, make, decoy, device },
      again: after === 'resend',
      user: { userName: user.userName, attributes: declaredAttributes(challenge, user.attributes) },
      messenger: messengerOf(flow, invocation, surroundings, ledger),
    });
    return { ...made, ...offers };
  }
  // Before anything is made: where the ledger can't be read, nobody gets in, so nothing is sent either.
  const wait = ledger ? await readWait(ledger, { subject, limits: challenge.limits, device, now }) : { waiting: false };
  const created = await make(state);
  if (!created.message) return { created, wait, ...offers };
  // Without a ledger there is nowhere to leave it.
  const failed = await deliverHere(handlers, context, created.message);
  return { created: { ...created, ...failed }, wait };
}

/** Before anything is kept or sent: what a challenge made can be told, and a message can be delivered. */
function checked(name: string, { limits }: Challenge, given: CreatedChallenge): CreatedChallenge {
  // A copy: what is checked is what is kept, whatever a getter gives next time.
  const message: unknown = given?.message;
  const created = isRecord(message) ? { ...given, message: { ...message } } : given;
  assertCreated(name, created);
  if (created.message !== undefined && !limits.messages) {
    throw new ChallengeOutputError(`${name} returns a message, and has no limits.messages`);
  }
  // Asked of a decoy too: that one of them had a state would tell who exists.
  if (limits.messages && created.state === undefined) {
    throw new ChallengeOutputError(`${name} has limits.messages, and returns no state: keep what was drawn in it`);
  }
  return created;
}

/** Delivers a message. What fails is for the log: nothing is sent to users that don't exist, so to throw would tell who does. */
async function deliverHere(
  handlers: LoadedHandlers,
  { user, userPoolId, now, signal, fetch, environment }: ReturnType<typeof roundContext>,
  message: Message,
): Promise<Pick<CreatedChallenge, 'error'>> {
  try {
    await handlers.deliver?.({ user, userPoolId, now, signal, fetch, environment }, message);
    return {};
  } catch (error) {
    return { error };
  }
}
