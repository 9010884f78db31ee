import { keyedHash } from '../challenges/keyed-hash.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import { UserFacingError } from './errors.ts';
import type { LogFields, TriggerLog } from './logger.ts';
import type { LogEntry } from './outcome.ts';
import { describeError, redactorOf } from './redact.ts';
import type { TriggerRequest } from './request.ts';

/** What is known of an invocation at its end. */
export interface InvocationReport {
  readonly trigger: CustomAuthTrigger;
  readonly request: TriggerRequest;
  readonly context: { readonly awsRequestId?: unknown } | null | undefined;
  /** By `performance.now()`. */
  readonly begun: number;
  readonly entry: LogEntry;
  readonly error?: unknown;
}

/** Logs an invocation: one line, of the allowed fields alone. A log that throws changes nothing. */
export function report(log: TriggerLog, invocation: InvocationReport): void {
  const { trigger, request, context, begun, entry, error } = invocation;
  const redact = redactorOf(request);
  const { decision, challenge, round, attempt, reason } = entry;
  const requestId = context?.awsRequestId;
  const fields: LogFields = {
    trigger,
    decision,
    ...(challenge !== undefined && { challenge }),
    ...(round !== undefined && { round }),
    ...(attempt !== undefined && { attempt }),
    ...(reason !== undefined && { reason: redact(reason) }),
    durationMs: Math.round(performance.now() - begun),
    user: keyedHash(request.userPoolId, request.userName).toString('base64url').slice(0, 16),
    ...(typeof requestId === 'string' && { requestId }),
    ...(error !== undefined && { error: describeError(error, redact) }),
  };
  try {
    if (error === undefined || error instanceof UserFacingError) log.info(trigger, fields);
    else log.error(trigger, fields);
  } catch {
    // What a log does decides nothing.
  }
}
