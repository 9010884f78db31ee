import { isRecord } from './is-record.ts';

/** The challenges at which an answer of the unlock function, or of the local pool, says that wrong answers are forgotten. */
export function unlockedIn(answer: unknown): readonly string[] | undefined {
  const unlocked = isRecord(answer) ? answer.unlocked : undefined;
  const isList = Array.isArray(unlocked) && unlocked.every((name) => typeof name === 'string');
  return isList ? unlocked : undefined;
}
