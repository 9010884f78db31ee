import { type Challenge, type Flow, type LoadedHandlers, readPosition, replayProgress } from '../flow/index.ts';
import type { GuessOutcome, JudgedAnswer } from '../ledger/guesses.ts';
import { NOTHING } from '../ledger/poke.ts';
import { isRecord } from '../protocol/is-record.ts';
import { deviceIn, pickedOption } from '../protocol/round.ts';
import { askedExtra } from './asked-extra.ts';
import { ChallengeOutputError } from './errors.ts';
import type { Invocation } from './handler.ts';
import { ledgerSubject, type OpenLedgerOf } from './open-ledger.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type LogEntry, type Outcome } from './outcome.ts';
import { roundContext } from './round-context.ts';
import { MESSAGE, POSITION, ROUND } from './round-response.ts';
import type { WrongReason } from './wrong-reason.ts';

/** Characters of an answer. A passkey's takes a few thousand. */
const LONGEST_ANSWER = 16_384;

/**
 * Verifies an answer: what VerifyAuthChallengeResponse answers. False until proven true.
 *
 * @throws whatever the challenge throws, but for `parseAnswer`, whose throw is a wrong answer.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export async function verifyAnswer(
  flow: Flow,
  invocation: Invocation,
  surroundings: Surroundings,
  openLedger: OpenLedgerOf,
): Promise<Outcome<'VerifyAuthChallengeResponse'>> {
  const { privateParameters, user, userNotFound, answer, clientMetadata } = invocation.request;
  const judged = (right: boolean, entry: Omit<LogEntry, 'decision'>, error?: unknown) => ({
    response: { answerCorrect: right },
    entry: { decision: right ? 'right' : 'wrong', ...entry },
    ...(error !== undefined && { error }),
  });

  const position = readPosition(privateParameters[POSITION]);
  if (!position) return judged(false, { reason: 'no-position' });
  // Verify gets no session: it replays what Create replayed, and verifies only what the flow asks there.
  const ask = replayProgress(flow, position.progress, { userAttributes: user.attributes, userNotFound });
  const entry = entryOf(ask);
  if (ask.kind !== 'ask' || ask.name !== position.name) {
    return judged(false, { reason: 'not-asked', ...entry });
  }
  invocation.reached(entry);
  const wrong = (reason: WrongReason) => judged(false, { ...entry, reason });
  // Nobody looks at an answer beside which something else is asked for: it would be a guess that isn't counted.
  if (askedExtra(invocation.request)) return wrong('instead');
  if (answer === undefined) return wrong('answer-no-text');
  if (answer.length > LONGEST_ANSWER) return wrong('answer-too-long');
  if (ask.options) {
    // Define sees only the metadata, Verify both: they must say the same.
    return judged(answer === pickedOption(clientMetadata) && ask.options.includes(answer), entry);
  }
  const challenge = flow.challenges[ask.name] as Challenge;
  const handlers = await challenge.load();
  const parsed = parse(handlers, answer);
  // No guess: nobody looks at it.
  if (!parsed) return wrong('answer-malformed');
  const { [POSITION]: _position, [ROUND]: round, [MESSAGE]: message, ...kept } = privateParameters;
  const context = {
    ...roundContext(ask.name, challenge, invocation, surroundings),
    ...parsed,
    privateParameters: kept,
  };
  // In a round for which nothing was sent, what stands in the place of a code is a decoy's: no answer to it is right.
  const isUnsent = message === NOTHING;
  const isDecoy = isUnsent || (userNotFound && challenge.factor !== 'none');
  const judge = async (): Promise<JudgedAnswer> => {
    if (!isDecoy) return readJudgement(ask.name, await handlers.verify(context));
    // For its time alone: whatever it comes to, nobody is let in.
    if (handlers.judgesDecoys === true) await (async () => handlers.verify(context))().catch(() => {});
    return { right: false };
  };
  const [{ judgeGuess }, ledger] = await Promise.all([import('../ledger/guesses.ts'), openLedger(invocation)]);
  const guess = {
    subject: ledgerSubject(invocation.request, ask.name, surroundings.environment),
    limits: challenge.limits,
    // A round that Create didn't name is one of its own.
    round: round ?? crypto.randomUUID(),
    device: deviceIn(clientMetadata),
    message,
    now: surroundings.now,
  };
  const outcome: GuessOutcome = ledger
    ? await judgeGuess(ledger, guess, judge)
    : { kind: (await judge()).right ? 'right' : 'wrong' };
  if (outcome.kind === 'right') return judged(true, entry, outcome.error);
  if (outcome.kind !== 'wrong') return wrong(outcome.kind);
  return isDecoy ? wrong(isUnsent ? 'message-budget' : 'no-such-user') : judged(false, entry);
}

/**
 * Reads what `verify` returned. A challenge of JavaScript may return anything; only true is right.
 *
 * @throws ChallengeOutputError if it says something else, or is right and can't say what it used up
 */
function readJudgement(name: string, judgement: unknown): JudgedAnswer {
  if (!isRecord(judgement)) return { right: judgement === true };
  const { right, once, ...others } = judgement;
  // A misspelt once would be a single use that nobody keeps. Its name isn't told: it may be made of anything.
  if (Object.keys(others).length > 0) {
    throw new ChallengeOutputError(`${name}: verify may answer right and once, no other`);
  }
  if (right !== true) return { right: false };
  if (once === undefined) return { right };
  if (typeof once === 'string' && once !== '') return { right, once };
  throw new ChallengeOutputError(`${name}: once of verify must be a text that isn't empty, got ${typeof once}`);
}

/** What the challenge reads in an answer; undefined if it reads nothing. */
function parse(handlers: LoadedHandlers, text: string): { readonly answer: unknown } | undefined {
  if (!handlers.parseAnswer) return { answer: text };
  try {
    const answer: unknown = handlers.parseAnswer(text);
    if (typeof (answer as PromiseLike<unknown> | null | undefined)?.then !== 'function') return { answer };
    // No promise is an answer, whoever made it. One that nobody listens to and that rejects would end the process.
    Promise.resolve(answer).catch(() => {});
  } catch {
    // What can't be read is no answer.
  }
  return undefined;
}
