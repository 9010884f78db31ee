import type { StringMap } from '../flow/index.ts';
import { SessionTooLargeError } from './errors.ts';
import type { RoundResponse } from './parameters.ts';

/**
 * Bytes that a sign-in may hold. Cognito carries metadata and parameters in the session, and refuses a session that is
 * too long; its exact limit is not documented, so this stays well below what has been seen to fail.
 */
const BUDGET = 3072;

const bytesOf = (text: string): number => Buffer.byteLength(text);

const bytesOfMap = (map: StringMap): number =>
  Object.entries(map).reduce((sum, [key, value]) => sum + bytesOf(key) + bytesOf(value), 0);

/**
 * Checks that what was asked so far and this round fit into Cognito's session.
 *
 * @throws SessionTooLargeError that says what takes how much.
 */
export function assertFits(
  challenge: string,
  session: unknown,
  { publicChallengeParameters, privateChallengeParameters, challengeMetadata }: RoundResponse,
): void {
  const entries: readonly { challengeMetadata?: unknown }[] = Array.isArray(session) ? session : [];
  const parts = {
    'metadata of the rounds before': entries.reduce(
      (sum, entry) => sum + bytesOf(String(entry.challengeMetadata ?? '')),
      0,
    ),
    [`metadata of ${challenge}`]: bytesOf(challengeMetadata),
    [`parameters of ${challenge}`]: bytesOfMap(publicChallengeParameters),
    [`privateParameters of ${challenge}`]: bytesOfMap(privateChallengeParameters),
  };
  const total = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  if (total <= BUDGET) return;
  const listed = Object.entries(parts).map(([part, bytes]) => `${part} ${bytes}`);
  throw new SessionTooLargeError(`the sign-in holds ${total} bytes of at most ${BUDGET}: ${listed.join(', ')}`);
}
