import type { Decision } from '../flow/index.ts';
import type { CustomAuthEvents, CustomAuthTrigger } from '../protocol/index.ts';
import type { LogFields } from './logger.ts';

/** What a trigger adds to its log line. */
export type LogEntry = Omit<LogFields, 'trigger' | 'durationMs' | 'user' | 'requestId' | 'error'>;

/** What a trigger came to: the response for Cognito, and what to log of it. */
export interface Outcome<Trigger extends CustomAuthTrigger> {
  readonly response: CustomAuthEvents[Trigger]['response'];
  readonly entry: LogEntry;
  /** What is at fault, where it decided the response without being thrown. */
  readonly error?: unknown;
}

/** What is logged of a decision: where in the sign-in it is. */
export function entryOf(decision: Decision): Omit<LogEntry, 'decision'> {
  if (decision.kind === 'refuse') return { reason: decision.reason };
  if (decision.kind !== 'ask') return {};
  const { name, attempt, position } = decision;
  return { challenge: name, round: position.progress.rounds.length + 1, attempt };
}
