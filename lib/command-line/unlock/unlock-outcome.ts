/** What an unlocking came to. */
export interface UnlockOutcome {
  readonly userPoolId: string;
  /** Whether the pool has no such user. */
  readonly userNotFound: boolean;
  /** The challenges at which wrong answers are forgotten. */
  readonly unlocked: readonly string[];
}
