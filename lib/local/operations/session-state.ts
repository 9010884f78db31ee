import type { PendingChallenge } from '../../testing/index.ts';

/** What a session carries from one call of the client to the next, sealed in the server. */
export interface SessionState {
  /** A user that doesn't exist: walked through the flow, never to tokens. */
  readonly userNotFound: boolean;
  /** The custom challenge that waits. Absent where Define named another one, which nobody can answer. */
  readonly pending?: PendingChallenge;
}
