import { type Challenge, type Flow, type LoadedHandlers, readPosition, replayTrail } from '../flow/index.ts';
import type { Surroundings } from './options.ts';
import { entryOf, type LogEntry, type Outcome } from './outcome.ts';
import { POSITION } from './parameters.ts';
import type { TriggerRequest } from './request.ts';

/** Characters of an answer. A passkey's takes a few thousand. */
const LONGEST_ANSWER = 16_384;

/** What verifying takes beside the request. */
export interface VerifySurroundings extends Pick<Surroundings, 'now' | 'fetch' | 'environment'> {
  readonly signal: AbortSignal;
  /** Tells where in the sign-in it is, before the challenge's own code runs. */
  readonly reached: (entry: Omit<LogEntry, 'decision'>) => void;
}

/**
 * Verifies an answer: what VerifyAuthChallengeResponse answers. False until proven true.
 *
 * @throws whatever the challenge throws, but for `parseAnswer`, whose throw is a wrong answer.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 */
export async function verifyAnswer(
  flow: Flow,
  request: TriggerRequest,
  surroundings: VerifySurroundings,
): Promise<Outcome<'VerifyAuthChallengeResponse'>> {
  const { privateParameters, userAttributes, userNotFound, answer, clientMetadata } = request;
  const judged = (right: boolean, entry: Omit<LogEntry, 'decision'>) => ({
    response: { answerCorrect: right },
    entry: { decision: right ? 'right' : 'wrong', ...entry },
  });

  const { [POSITION]: written, ...ofChallenge } = privateParameters;
  const position = readPosition(written);
  if (!position) return judged(false, { reason: 'Create left no position' });
  // Verify gets no session: it replays what Create replayed, and verifies only what the flow asks there.
  const ask = replayTrail(flow, position.trail, { userAttributes, userNotFound });
  if (ask.kind !== 'ask' || ask.name !== position.name) {
    return judged(false, { reason: 'the flow does not ask this challenge here', ...entryOf(ask) });
  }
  const entry = entryOf(ask);
  surroundings.reached(entry);
  if (answer === undefined) return judged(false, { ...entry, reason: 'the answer is no text' });
  if (answer.length > LONGEST_ANSWER) return judged(false, { ...entry, reason: 'the answer is too long' });
  if (ask.options) {
    // Define sees only the metadata, Verify both: they must say the same.
    return judged(answer === clientMetadata.choice && ask.options.includes(answer), entry);
  }
  const challenge = flow.challenges[ask.name] as Challenge;
  if (userNotFound && challenge.factor !== 'none') return judged(false, { ...entry, reason: 'there is no such user' });
  const handlers = await challenge.load();
  return judged(await isRight(handlers, answer, { ...request, privateParameters: ofChallenge }, surroundings), entry);
}

async function isRight(
  handlers: LoadedHandlers,
  text: string,
  { userName, userAttributes, userPoolId, clientId, clientMetadata, privateParameters }: TriggerRequest,
  { now, fetch, environment, signal }: VerifySurroundings,
): Promise<boolean> {
  let answer: unknown = text;
  if (handlers.parseAnswer) {
    try {
      answer = handlers.parseAnswer(text);
    } catch {
      return false;
    }
  }
  const user = { userName, attributes: userAttributes };
  const round = { user, userPoolId, clientId, clientMetadata, now, fetch, environment, signal };
  // A challenge of JavaScript may return anything; only true is right.
  return (await handlers.verify({ ...round, answer, privateParameters })) === true;
}
