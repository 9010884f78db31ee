import type { LogLimits } from './log-lines.ts';

/** The limits of Cognito and Lambda that the host keeps. Tests shorten them. */
export interface HostLimits {
  /** How long Cognito waits for a trigger, in milliseconds. */
  readonly tryMs: number;
  /** How often Cognito calls a trigger that doesn't answer in time. */
  readonly tries: number;
  /** How long an event waits for a busy process before another one is started, in milliseconds. */
  readonly scaleAfterMs: number;
  /** The most processes of one function. */
  readonly mostProcesses: number;
  /** How long a function may load, in milliseconds. */
  readonly initMs: number;
  /** How long after an answer a process is stopped, in milliseconds. */
  readonly freezeAfterMs: number;
  /** How long a process beyond the function's first is kept without an event, in milliseconds. */
  readonly keepWarmMs: number;
  /** How much of what a process prints is told. */
  readonly logs: LogLimits;
}

/**
 * As they are at AWS, save `mostProcesses` and `logs`: a machine is smaller than Lambda, and a person reads slower.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const DEFAULT_LIMITS: HostLimits = {
  tryMs: 5_000,
  tries: 3,
  scaleAfterMs: 10,
  mostProcesses: 10,
  initMs: 10_000,
  freezeAfterMs: 5,
  keepWarmMs: 60_000,
  logs: { lineCharacters: 16 * 1024, linesPerSecond: 1_000, charactersPerSecond: 1024 * 1024 },
};
