import type { AskDecision, CreatedChallenge, StringMap } from '../flow/index.ts';
import { writeMetadata, writePosition } from '../flow/index.ts';
import { ChallengeOutputError } from './errors.ts';

/** The private parameter in which Create leaves Verify its position. */
export const POSITION = 'countersign:position';

/** Public parameters that Cognito or the framework sets. */
const RESERVED_PUBLIC: ReadonlySet<string> = new Set(['USERNAME', 'challenge', 'attemptsLeft', 'retry']);
const RESERVED_PRIVATE: ReadonlySet<string> = new Set([POSITION]);

/** What CreateAuthChallenge answers. */
export interface RoundResponse {
  publicChallengeParameters: Record<string, string>;
  privateChallengeParameters: Record<string, string>;
  challengeMetadata: string;
}

/**
 * What CreateAuthChallenge answers for a challenge that was made: its parameters, and what replay needs of this round.
 *
 * @throws ChallengeOutputError if the challenge made what can't be sent.
 */
export function assembleRound(ask: AskDecision, created: CreatedChallenge): RoundResponse {
  const { name, index, picks, attempt, attemptsLeft, position } = ask;
  const { parameters, privateParameters = {}, state, retry = 'wrong' } = created ?? {};
  assertTexts(name, 'parameters', parameters, RESERVED_PUBLIC);
  assertTexts(name, 'privateParameters', privateParameters, RESERVED_PRIVATE);
  assertTexts(name, 'what it returned', { retry, ...(state !== undefined && { state }) }, new Set());
  return {
    publicChallengeParameters: {
      ...parameters,
      challenge: name,
      ...(attempt > 1 && { attemptsLeft: String(attemptsLeft), retry }),
    },
    // Never empty: Cognito refuses a challenge without a private parameter.
    privateChallengeParameters: { ...privateParameters, [POSITION]: writePosition(position) },
    challengeMetadata: writeMetadata({ name, index, picks, ...(state !== undefined && { state }) }),
  };
}

/** Cognito takes only maps of texts; anything else is an "Unrecognizable lambda output". */
function assertTexts(
  challenge: string,
  part: string,
  map: unknown,
  reserved: ReadonlySet<string>,
): asserts map is StringMap {
  const wrong = (what: string) => new ChallengeOutputError(`${challenge}: ${what}`);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw wrong(`${part} must be an object of texts, got ${map === null ? 'null' : typeof map}`);
  }
  for (const [key, value] of Object.entries(map)) {
    if (reserved.has(key)) throw wrong(`${part} must not hold ${key}: it is reserved`);
    if (typeof value !== 'string') throw wrong(`${key} in ${part} must be a text, got ${typeof value}`);
  }
}
