import type { TextMap } from './text-map.ts';

// The contract between CreateAuthChallenge, which asks, and every client, which answers. A round is one question and
// its answer in Cognito's session: the question travels as public challenge parameters, the answer as ANSWER.
// docs/wire.md tells it to those who write a client of their own.

/** The name of the round in which the user picks a challenge. No challenge of a flow has it. */
export const CHOICE = 'choose';

/** The public challenge parameters that a round or Cognito sets: no challenge may have one of these names. */
export const RESERVED_PARAMETERS: readonly string[] = [
  ...['USERNAME', 'challenge', 'attemptsLeft', 'retry', 'retryAfter', 'sentAgo', 'resendAfter'],
];

/** What a round tells the client where the user picks. */
export interface ChoiceParameters {
  /** Names of challenges. */
  readonly options: readonly string[];
}

/** What a round asks. */
export interface Round {
  /** The challenge's name in the flow; {@link CHOICE} where the user picks; `CUSTOM_CHALLENGE` where it has none. */
  readonly name: string;
  /** What the challenge tells the client; of a choice what there is to pick. */
  readonly parameters: TextMap | ChoiceParameters;
  /** After a wrong answer: how many may still be given. */
  readonly attemptsLeft?: number | undefined;
  /** After a wrong answer: why it did not pass. */
  readonly retry?: string | undefined;
  /** Seconds until an answer is judged again: too many were wrong. Until then every answer is refused. */
  readonly retryAfter?: number | undefined;
  /** Seconds since the message went out, for another sign-in: no other one was sent for this one. */
  readonly sentAgo?: number | undefined;
  /** Seconds until a message may go out: none did. */
  readonly resendAfter?: number | undefined;
}

/** Writes a round as public challenge parameters. */
export function writeRound({ name, parameters, retry, ...counts }: Round): Record<string, string> {
  const told = name === CHOICE ? { options: JSON.stringify(parameters.options) } : (parameters as TextMap);
  return {
    ...told,
    challenge: name,
    ...(retry !== undefined && { retry }),
    ...Object.fromEntries(
      Object.entries(counts).flatMap(([key, count]) => (count === undefined ? [] : [[key, String(count)]])),
    ),
  };
}

/** The name of the challenge that public challenge parameters ask; undefined where they tell none. */
export const challengeNameIn = (publicParameters: TextMap): string | undefined => publicParameters.challenge;

/** Reads a round. What is malformed reads as missing: no attempts left to tell of, nothing to pick. */
export function readRound(publicParameters: TextMap): Round {
  const { USERNAME, challenge, attemptsLeft, retry, retryAfter, sentAgo, resendAfter, ...parameters } =
    publicParameters;
  const name = challenge ?? 'CUSTOM_CHALLENGE';
  return {
    name,
    parameters: name === CHOICE ? { ...parameters, options: readOptions(parameters.options) } : parameters,
    attemptsLeft: countIn(attemptsLeft),
    retry,
    retryAfter: countIn(retryAfter),
    sentAgo: countIn(sentAgo),
    resendAfter: countIn(resendAfter),
  };
}

/** Of six digits at most: the longest wait is a day, and no timer takes a longer number of seconds. */
const countIn = (text = ''): number | undefined => Number(/^\d{1,6}$/.exec(text)) || undefined;

function readOptions(text = ''): readonly string[] {
  try {
    // What is no list has no filter.
    return JSON.parse(text).filter((option: unknown) => typeof option === 'string');
  } catch {
    return [];
  }
}

/** An answer as it travels. */
export interface EncodedAnswer {
  readonly text: string;
  readonly clientMetadata: TextMap | undefined;
}

/** Encodes the answer to a round: a text as it is, anything else as JSON; what was picked as ClientMetadata too. */
export function encodeAnswer(round: Round, answer: unknown, clientMetadata?: TextMap): EncodedAnswer {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  // Define and Create never see the answer: this tells them what was picked.
  return { text, clientMetadata: round.name === CHOICE ? { ...clientMetadata, choice: text } : clientMetadata };
}

/** What was picked, by the ClientMetadata of the answer to a choice. Not proven: Cognito hands on what was sent. */
export const pickedOption = (clientMetadata: TextMap): string | undefined => clientMetadata.choice;
