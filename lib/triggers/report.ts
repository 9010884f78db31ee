import type { CustomAuthTrigger } from '../protocol/index.ts';
import { UserFacingError } from './errors.ts';
import type { LogFields, TriggerLog } from './logger.ts';
import type { LogEntry } from './outcome.ts';
import { describeError, redactorOf } from './redact.ts';
import type { TriggerRequest } from './request.ts';
import { sha256 } from './sha-256.ts';

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
  try {
    const failed = invocation.entry.decision === 'fail' || invocation.error !== undefined;
    const level = failed && !(invocation.error instanceof UserFacingError) ? 'error' : 'info';
    log[level](invocation.trigger, fieldsOf(invocation, failed));
  } catch {
    // What a log does decides nothing.
  }
}

function fieldsOf(invocation: InvocationReport, failed: boolean): LogFields {
  const { trigger, request, context, begun, entry, error } = invocation;
  const redact = redactorOf(request);
  const { decision, challenge, round, attempt, reason } = entry;
  const requestId = context?.awsRequestId;
  return {
    trigger,
    decision,
    ...(challenge !== undefined && { challenge }),
    ...(round !== undefined && { round }),
    ...(attempt !== undefined && { attempt }),
    ...(reason !== undefined && { reason: redact(reason) }),
    durationMs: Math.round(performance.now() - begun),
    user: sha256(JSON.stringify([request.userPoolId, request.userName])).slice(0, 16),
    ...(typeof requestId === 'string' && { requestId }),
    ...(failed && { error: describeError(error, redact) }),
  };
}
