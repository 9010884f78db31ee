import type { TextMap } from '../../../protocol/text-map.ts';
import type { SessionState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import type { SignInOutcome, SignInUnderWay } from '../sign-in-under-way.ts';

/** An answer to a challenge whose session was good. */
export interface ChallengeAnswer<State extends SessionState> extends SignInUnderWay {
  readonly state: State;
  readonly responses: TextMap;
}

/** How one challenge is answered. */
export interface ChallengeKind<State extends SessionState> {
  /** Where the state stands for a client that sends no Session. */
  readonly sessionOf?: (responses: TextMap) => string | undefined;
  /**
   * Takes an answer.
   *
   * @throws CognitoError One that the user may correct leaves the session usable (see `answerChallenge`); any other uses
   * it up.
   */
  answer(given: ChallengeAnswer<State>, context: SignInContext): SignInOutcome | Promise<SignInOutcome>;
}
