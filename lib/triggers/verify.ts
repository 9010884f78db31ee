import { type Challenge, type Flow, type LoadedHandlers, readPosition, replayProgress } from '../flow/index.ts';
import { pickedOption } from '../protocol/round.ts';
import type { Invocation } from './handler.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type LogEntry, type Outcome } from './outcome.ts';
import { roundContext } from './round-context.ts';
import { POSITION } from './round-response.ts';
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
): Promise<Outcome<'VerifyAuthChallengeResponse'>> {
  const { privateParameters, user, userNotFound, answer, clientMetadata } = invocation.request;
  const judged = (right: boolean, entry: Omit<LogEntry, 'decision'>) => ({
    response: { answerCorrect: right },
    entry: { decision: right ? 'right' : 'wrong', ...entry },
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
  if (answer === undefined) return wrong('answer-no-text');
  if (answer.length > LONGEST_ANSWER) return wrong('answer-too-long');
  if (ask.options) {
    // Define sees only the metadata, Verify both: they must say the same.
    return judged(answer === pickedOption(clientMetadata) && ask.options.includes(answer), entry);
  }
  const challenge = flow.challenges[ask.name] as Challenge;
  if (userNotFound && challenge.factor !== 'none') return wrong('no-such-user');
  const handlers = await challenge.load();
  const parsed = parse(handlers, answer);
  if (!parsed) return wrong('answer-malformed');
  const { [POSITION]: _position, ...kept } = privateParameters;
  const context = {
    ...roundContext(ask.name, challenge, invocation, surroundings),
    ...parsed,
    privateParameters: kept,
  };
  // A challenge of JavaScript may return anything; only true is right.
  return judged((await handlers.verify(context)) === true, entry);
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
