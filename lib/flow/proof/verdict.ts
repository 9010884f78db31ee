import type { FlowFault } from '../errors.ts';
import type { Path } from './path.ts';

/** What a flow can violate. */
export type Rule =
  | FlowFault
  /** Tokens are issued with fewer kinds of factor passed than the flow declares. */
  | 'tokens-without-factors'
  /** A path takes more rounds than a sign-in may. */
  | 'too-many-rounds'
  /** Guesses are right too often in one sign-in. */
  | 'too-likely'
  /** The limits of a challenge, or of several, allow so many guesses that one is right too often within a year. */
  | 'too-many-guesses'
  /** A sign-in can hold more than Cognito's session. */
  | 'session-too-large'
  /** A user that doesn't exist can be told from one that does. */
  | 'unknown-user'
  /** A challenge is declared that no path asks. */
  | 'never-asked'
  /** There are too many paths to walk them all. */
  | 'too-large';

/** A rule that a flow violates, and the shortest path on which it does. */
export interface Violation {
  readonly rule: Rule;
  /** One line. */
  readonly message: string;
  /** Absent where it is the flow as a whole. */
  readonly path?: Path;
}

/** How hard a challenge is to guess. */
export interface ChallengeOdds {
  readonly name: string;
  /** How likely guesses alone get one ask right, from 0 to 1. Absent where it doesn't state how many answers there are. */
  readonly odds?: number;
  /**
   * How many guesses at one user's are judged within a year at most, in whichever sign-ins, none of them right. Absent where
   * they aren't counted.
   */
  readonly guessesAYear?: number;
  /** How likely one of those is right, from 0 to 1. Absent where they aren't counted, or `odds` is absent. */
  readonly oddsAYear?: number;
}

interface VerdictFacts {
  /** How many paths were walked. */
  readonly paths: number;
  /** Of each challenge that proves something. */
  readonly odds: readonly ChallengeOdds[];
  /** The same of a whole sign-in, as far as it is stated. */
  readonly signInOdds: number;
  /** What the longest sign-in holds in Cognito's session, as far as its challenges state it. */
  readonly sessionBytes: number;
  /** The challenges that don't state it. */
  readonly bytesNotStated: readonly string[];
  /** What Cognito and the ledger do beside the flow, and what anyone can tell of users. */
  readonly notes: readonly string[];
  /** The attributes that the flow asks about, sorted. */
  readonly attributes: readonly string[];
  /** Those of whose values it asks, by `is` or `test`, sorted; of the others only whether they are there. */
  readonly comparedAttributes: readonly string[];
  /** Whether some path asks the user's Cognito password. */
  readonly asksPassword: boolean;
}

/** What `check` found. */
export type Verdict = VerdictFacts &
  ({ readonly holds: true } | { readonly holds: false; readonly violations: readonly Violation[] });
