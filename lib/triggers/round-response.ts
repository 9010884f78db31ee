import {
  type AskDecision,
  type CreatedChallenge,
  type StringMap,
  writeMetadata,
  writePosition,
} from '../flow/index.ts';
import type { Wait } from '../ledger/guesses.ts';
import { isRecord } from '../protocol/is-record.ts';
import { RESERVED_PARAMETERS, writeRound } from '../protocol/round.ts';
import { ChallengeOutputError } from './errors.ts';
import { keepMessage } from './kept-message.ts';
import type { RoundMessage } from './message-round.ts';

/** The private parameter in which Create leaves Verify its position. */
export const POSITION = 'countersign:position';
/** The private parameter that tells this round from every other. */
export const ROUND = 'countersign:round';
/** The private parameter that names the message by which a round is answered. */
export const MESSAGE = 'countersign:message';
const ROUND_BYTES = 16;

/** What CreateAuthChallenge answers. */
export interface RoundResponse {
  publicChallengeParameters: Record<string, string>;
  privateChallengeParameters: Record<string, string>;
  challengeMetadata: string;
}

/** What was made for a round. */
export interface MadeRound {
  readonly created: CreatedChallenge;
  /** How long the user must wait, where it is a challenge; a choice has no wait, and uses nothing up. */
  readonly wait?: Wait;
  /** The one by which it is answered, where messages are delivered apart. */
  readonly message?: RoundMessage;
  /** Makes the secret that a round offers a device to keep. Absent: none is offered. */
  readonly offer?: (round: string) => string;
}

/**
 * What CreateAuthChallenge answers for a challenge that was made: its parameters, and what replay needs of this round.
 *
 * @param sessionSeconds how long it may be answered, where that is known
 */
export function assembleRound(
  ask: AskDecision,
  { created, wait, message, offer }: MadeRound,
  sessionSeconds: number | undefined,
): RoundResponse {
  const { name, index, picks, options, attempt, attemptsLeft, position, can, after } = ask;
  const { parameters, privateParameters = {}, state: own, retry = 'wrong' } = created;
  const { waiting, retryAfter } = wait ?? {};
  const { id, sentAgo, resendAfter } = message ?? {};
  const state = id === undefined ? own : keepMessage(id, own);
  const kept = { ...(state !== undefined && { state }), ...(after && { after }) };
  const round = wait && drawRound();
  return {
    publicChallengeParameters: writeRound({
      name,
      parameters: options ? { options } : parameters,
      ...(attempt > 1 && { attemptsLeft }),
      // What wasn't an answer wasn't wrong.
      ...(attempt > 1 && !after && { retry: waiting && retry === 'wrong' ? 'wait' : retry }),
      ...{ retryAfter, sentAgo, resendAfter, sessionSeconds, can },
      ...(offer && round && { device: offer(round) }),
    }),
    // Never empty: Cognito refuses a challenge without a private parameter.
    privateChallengeParameters: {
      ...privateParameters,
      [POSITION]: writePosition(position),
      ...(round && { [ROUND]: round }),
      ...(id !== undefined && { [MESSAGE]: id }),
    },
    challengeMetadata: writeMetadata({ name, index, picks, ...kept }),
  };
}

/**
 * Asserts that what a challenge made can be told to Cognito, and to whoever delivers.
 *
 * @throws ChallengeOutputError
 */
export function assertCreated(name: string, created: unknown): asserts created is CreatedChallenge {
  const { parameters, privateParameters = {}, retry = '', state = '', message } = isRecord(created) ? created : {};
  assertTexts(`${name}: parameters`, parameters, RESERVED_PARAMETERS);
  assertTexts(`${name}: privateParameters`, privateParameters, [POSITION, ROUND, MESSAGE]);
  assertTexts(`${name}: result (retry, state)`, { retry, state });
  if (message === undefined) return;
  assertTexts(`${name}: message`, message);
  if (!message.to) throw new ChallengeOutputError(`${name}: message.to must say where it goes`);
}

const drawRound = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(ROUND_BYTES))).toString('base64url');

/** Cognito takes only maps of texts; anything else is an "Unrecognizable lambda output". */
function assertTexts(what: string, map: unknown, reserved: readonly string[] = []): asserts map is StringMap {
  if (!isRecord(map)) throw new ChallengeOutputError(`${what} must be an object of texts`);
  for (const [index, [key, value]] of Object.entries(map).entries()) {
    if (typeof value !== 'string') {
      // A key may be made of anything too, and the message is logged.
      throw new ChallengeOutputError(`${what}, member ${index + 1}, must be a text, got ${typeof value}`);
    }
    if (reserved.includes(key)) throw new ChallengeOutputError(`${what}.${key} is reserved`);
  }
}
