import { MOST_SESSION_BYTES } from '../flow/index.ts';
import { SessionTooLargeError } from './errors.ts';
import type { RoundResponse } from './round-response.ts';

const bytesOf = (texts: readonly unknown[]): number => Buffer.byteLength(texts.join(''));

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
  const before: readonly { challengeMetadata?: unknown }[] = Array.isArray(session) ? session : [];
  const parts = {
    before: before.map((entry) => entry.challengeMetadata),
    metadata: [challengeMetadata],
    parameters: Object.entries(publicChallengeParameters).flat(),
    privateParameters: Object.entries(privateChallengeParameters).flat(),
  };
  const total = bytesOf(Object.values(parts).flat());
  if (total <= MOST_SESSION_BYTES) return;
  const listed = Object.entries(parts).map(([part, texts]) => `${part} ${bytesOf(texts)}`);
  throw new SessionTooLargeError(`${challenge}: ${total} bytes of at most ${MOST_SESSION_BYTES}, ${listed.join(', ')}`);
}
