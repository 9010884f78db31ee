import type { AskDecision, CreatedChallenge, StringMap } from '../flow/index.ts';
import { writeMetadata, writePosition } from '../flow/index.ts';
import { ChallengeOutputError } from './errors.ts';

/** The private parameter in which Create leaves Verify its position. */
export const POSITION = 'countersign:position';

/** Public parameters that Cognito or the framework sets. */
const RESERVED = ['USERNAME', 'challenge', 'attemptsLeft', 'retry'];

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
  const kept = { ...(state !== undefined && { state }) };
  assertTexts(`${name}: parameters`, parameters, RESERVED);
  assertTexts(`${name}: privateParameters`, privateParameters, [POSITION]);
  assertTexts(`${name}: result`, { retry, ...kept });
  return {
    publicChallengeParameters: {
      ...parameters,
      challenge: name,
      ...(attempt > 1 && { attemptsLeft: String(attemptsLeft), retry }),
    },
    // Never empty: Cognito refuses a challenge without a private parameter.
    privateChallengeParameters: { ...privateParameters, [POSITION]: writePosition(position) },
    challengeMetadata: writeMetadata({ name, index, picks, ...kept }),
  };
}

/** Cognito takes only maps of texts; anything else is an "Unrecognizable lambda output". */
function assertTexts(what: string, map: unknown, reserved: readonly string[] = []): asserts map is StringMap {
  const assert = (holds: boolean, fault: string): void => {
    if (!holds) throw new ChallengeOutputError(`${what}${fault}`);
  };
  assert(typeof map === 'object' && map !== null && !Array.isArray(map), ' must be an object of texts');
  for (const [key, value] of Object.entries(map as object)) {
    assert(typeof value === 'string', `.${key} must be a text, got ${typeof value}`);
    assert(!reserved.includes(key), `.${key} is reserved`);
  }
}
