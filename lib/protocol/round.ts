import type { TextMap } from './text-map.ts';

// The contract between CreateAuthChallenge, which asks, and every client, which answers. A round is one question and
// its answer in Cognito's session: the question travels as public challenge parameters, the answer as ANSWER.
// docs/wire.md tells it to those who write a client of their own.

/** The name of the round in which the user picks a challenge. No challenge of a flow has it. */
export const CHOICE = 'choose';

/** The public challenge parameters that a round or Cognito sets: no challenge may have one of these names. */
export const RESERVED_PARAMETERS: readonly string[] = [
  ...['USERNAME', 'challenge', 'attemptsLeft', 'retry', 'retryAfter', 'sentAgo', 'resendAfter'],
  ...['sessionSeconds', 'can', 'device'],
];

/** What a client may ask for instead of answering: the message again, another choice, or to go on without this challenge. */
export type Instead = 'resend' | 'back' | 'skip';

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
  /** Seconds that Cognito takes an answer, from when the round was asked for: as long as the app client's session lasts. */
  readonly sessionSeconds?: number | undefined;
  /** What the client may ask for instead of answering. */
  readonly can?: readonly Instead[] | undefined;
  /** A secret for this device to keep: with it the device has wrong answers of its own, which nobody else can use up. */
  readonly device?: string | undefined;
}

/** Writes a round as public challenge parameters. */
export function writeRound({ name, parameters, retry, can = [], device, ...counts }: Round): Record<string, string> {
  const told = name === CHOICE ? { options: JSON.stringify(parameters.options) } : (parameters as TextMap);
  return {
    ...told,
    challenge: name,
    ...(retry !== undefined && { retry }),
    ...(can.length > 0 && { can: can.join(' ') }),
    ...(device !== undefined && { device }),
    ...Object.fromEntries(
      Object.entries(counts).flatMap(([key, count]) => (count === undefined ? [] : [[key, String(count)]])),
    ),
  };
}

/** The name of the challenge that public challenge parameters ask; undefined where they tell none. */
export const challengeNameIn = (publicParameters: TextMap): string | undefined => publicParameters.challenge;

/** Reads a round. What is malformed reads as missing: no attempts left to tell of, nothing to pick. */
export function readRound(publicParameters: TextMap): Round {
  const {
    USERNAME,
    challenge,
    attemptsLeft,
    retry,
    retryAfter,
    sentAgo,
    resendAfter,
    sessionSeconds,
    can,
    device,
    ...parameters
  } = publicParameters;
  const name = challenge ?? 'CUSTOM_CHALLENGE';
  return {
    name,
    parameters: name === CHOICE ? { ...parameters, options: readOptions(parameters.options) } : parameters,
    attemptsLeft: countIn(attemptsLeft),
    retry,
    retryAfter: countIn(retryAfter),
    sentAgo: countIn(sentAgo),
    resendAfter: countIn(resendAfter),
    sessionSeconds: sessionSecondsIn(sessionSeconds),
    can: extrasIn(can),
    device,
  };
}

/** Of six digits at most: the longest wait is a day, and no timer takes a longer number of seconds. */
const countIn = (text: unknown, counts = /^\d{1,6}$/): number | undefined =>
  Number(typeof text === 'string' && counts.exec(text)) || undefined;

/**
 * How long a session lasts, in seconds. What Cognito lets no app client have, less than 180 or more than 900, reads as missing:
 * what the client believes is safer then.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export const sessionSecondsIn = (text?: string): number | undefined => countIn(text, /^1[89]\d$|^[2-8]\d\d$|^900$/);

const extrasIn = (text: unknown = ''): readonly Instead[] =>
  (`${typeof text === 'string' && text}`.match(/(?<!\S)(resend|back|skip)(?!\S)/g) as readonly Instead[] | null) ?? [];

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

/** Encodes what is asked for instead of an answer: nobody looks at the text. */
export const encodeInstead = (instead: Instead, clientMetadata?: TextMap): EncodedAnswer => ({
  text: instead,
  clientMetadata: { ...clientMetadata, instead },
});

/** What is asked for instead of an answer, by the ClientMetadata: whatever was sent. */
export const askedInstead = (clientMetadata: TextMap): string | undefined => clientMetadata.instead;

/** The device that answers, by the ClientMetadata. Not proven: it is known where a right answer came from it before. */
export const deviceIn = (clientMetadata: TextMap): string | undefined =>
  /^[\w-]{22}$/.exec(clientMetadata.device ?? '')?.[0];

/** What was picked, by the ClientMetadata of the answer to a choice. Not proven: Cognito hands on what was sent. */
export const pickedOption = (clientMetadata: TextMap): string | undefined => clientMetadata.choice;
