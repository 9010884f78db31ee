import type { FlowFault, RefusalReason } from '../flow/index.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { WrongReason } from './wrong-reason.ts';

/** What a log may tell of an error: no values of the sign-in in it. */
export type LoggedError = {
  readonly name: string;
  /** Of Countersign's own errors alone: nobody knows what other people's say. */
  readonly message?: string;
  readonly code?: string;
  /** Where it was thrown, without the message. */
  readonly stack?: string;
  readonly cause?: LoggedError;
};

/** Everything that is ever logged, beside the time and the level: never a code, an answer, a private parameter, a token or a whole address. */
export type LogFields = {
  /** Which one; or `DeliverMessage`, whom Create has invoked, or `Unlock`, whom an operator invokes. */
  readonly trigger: CustomAuthTrigger | 'DeliverMessage' | 'Unlock';
  /**
   * `ask`, `tokens`, `refuse`, `create`, `decoy`, `right`, `wrong`, `deliver`, `nothing`, `unlock`, …; `fail` where an error decided, `refuse` where
   * it is made for the user.
   */
  readonly decision: string;
  /** The challenge's name, or `choose`. */
  readonly challenge?: string;
  /** Which round of the sign-in it is, from 1. */
  readonly round?: number;
  /** Which attempt at this ask it is, from 1. */
  readonly attempt?: number;
  /**
   * Why it was refused or wrong: a stable code, to query by. Those of {@link RefusalReason}, of {@link FlowFault}, of Verify's
   * {@link WrongReason}; `user-facing`; the flow's or the challenge's own, or `reason-malformed` where that is no code.
   */
  readonly reason?: string;
  readonly durationMs: number;
  /** A hash of pool and user name, without a key: who knows or guesses the name finds its sign-ins. */
  readonly user: string;
  /** Lambda's. */
  readonly requestId?: string;
  readonly error?: LoggedError;
};

/** Where the triggers log: one line an invocation. Powertools' Logger fits. */
export interface TriggerLog {
  info(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Logs JSON lines on stdout, whatever the function's log format. Not by the console: Lambda's runtime puts what that
 * prints into a `message` of its own, or behind a prefix, and no filter finds it there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function stdoutLog(): TriggerLog {
  const line = (level: 'INFO' | 'ERROR') => (message: string, fields: LogFields) => {
    // Of a line without a time in RFC 3339, Lambda takes the level for INFO.
    const entry = { timestamp: new Date().toISOString(), level, message, ...fields };
    process.stdout.write(`${JSON.stringify(entry)}\n`);
  };
  return { info: line('INFO'), error: line('ERROR') };
}
