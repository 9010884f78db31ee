import { type Challenge, type Flow, readPosition, replayProgress } from '../flow/index.ts';
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
  return judged(await isRight(challenge, answer, invocation, surroundings), entry);
}

async function isRight(
  challenge: Challenge,
  text: string,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<boolean> {
  const handlers = await challenge.load();
  let answer: unknown = text;
  if (handlers.parseAnswer) {
    try {
      answer = handlers.parseAnswer(text);
    } catch {
      return false;
    }
  }
  const { [POSITION]: _position, ...privateParameters } = invocation.request.privateParameters;
  const context = { ...roundContext(invocation, surroundings), answer, privateParameters };
  // A challenge of JavaScript may return anything; only true is right.
  return (await handlers.verify(context)) === true;
}
