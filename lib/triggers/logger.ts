import type { FlowFault, RefusalReason } from '../flow/index.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { WrongReason } from './wrong-reason.ts';

/** What a log may tell of an error: no values of the sign-in in it. */
export type LoggedError = {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Where it was thrown, without the message. */
  readonly stack?: string;
  readonly cause?: LoggedError;
};

/** Everything that is ever logged: never a code, an answer, a private parameter, a token or a whole address. */
export type LogFields = {
  readonly trigger: CustomAuthTrigger;
  /** `ask`, `tokens`, `refuse`, `create`, `decoy`, `right`, `wrong`, …; `fail` where an error decided. */
  readonly decision: string;
  /** The challenge's name, or `choose`. */
  readonly challenge?: string;
  /** Which round of the sign-in it is, from 1. */
  readonly round?: number;
  /** Which attempt at this ask it is, from 1. */
  readonly attempt?: number;
  /**
   * Why it was refused or wrong: a stable code, to query by; or the flow's or the challenge's own word. Codes: those of
   * {@link RefusalReason}, of {@link FlowFault}, and of Verify's {@link WrongReason}.
   */
  readonly reason?: string;
  readonly durationMs: number;
  /** A hash of pool and user name: finds a user's sign-ins, not the user. */
  readonly user: string;
  /** Lambda's. */
  readonly requestId?: string;
  readonly error?: LoggedError;
};

/** Where the triggers log: one line an invocation. Powertools' Logger fits. */
export interface TriggerLog {
  info(message: string, fields: LogFields): void;
  warn(message: string): void;
  error(message: string, fields: LogFields): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Logs JSON lines on the console. Where Lambda itself logs JSON it gets the object, else it would wrap a text. */
export function consoleLog(environment: Environment): TriggerLog {
  const line = (level: 'INFO' | 'WARN' | 'ERROR') => (message: string, fields?: LogFields) => {
    const entry = { level, message, ...fields };
    const print = level === 'INFO' ? console.info : level === 'WARN' ? console.warn : console.error;
    print(environment.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? entry : JSON.stringify(entry));
  };
  return { info: line('INFO'), warn: line('WARN'), error: line('ERROR') };
}
