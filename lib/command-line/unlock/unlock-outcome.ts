/** What an unlocking came to. */
export interface UnlockOutcome {
  readonly userPoolId: string;
  /** Whether the pool has no such user. */
  readonly userNotFound: boolean;
  /** The challenges at which wrong answers are forgotten. */
  readonly unlocked: readonly string[];
}

/** The challenges in an answer of the unlock function, or of the local pool; undefined if it is none. */
export function unlockedIn(answer: unknown): readonly string[] | undefined {
  const unlocked: unknown = (answer as { readonly unlocked?: unknown } | null | undefined)?.unlocked;
  const isList = Array.isArray(unlocked) && unlocked.every((name) => typeof name === 'string');
  return isList ? unlocked : undefined;
}
