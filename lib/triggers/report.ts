import { isReason } from '../flow/index.ts';
import type { LogFields, TriggerLog } from './logger.ts';
import type { LogEntry } from './outcome.ts';
import type { NamedUser } from './request.ts';

/** What is known of an invocation at its end. */
export interface InvocationReport {
  readonly trigger: LogFields['trigger'];
  /** Whose it was. */
  readonly request: NamedUser;
  readonly context: { readonly awsRequestId?: unknown } | null | undefined;
  /** By `performance.now()`. */
  readonly begun: number;
  readonly entry: LogEntry;
  /** There where something failed, whatever was thrown. */
  readonly error?: unknown;
  /** Whether the error is made for the user, who reads it: nothing is at fault then. */
  readonly shown?: boolean;
}

/** Logs an invocation: one line, of the allowed fields alone. A log that throws changes nothing. */
export async function report(log: TriggerLog, invocation: InvocationReport): Promise<void> {
  try {
    const failed = 'error' in invocation;
    const level = failed && !invocation.shown ? 'error' : 'info';
    // An asynchronous log may reject, and nobody else would hear of it: that ends a process.
    void Promise.resolve<unknown>(log[level](invocation.trigger, await fieldsOf(invocation, failed))).catch(() => {});
  } catch {
    // What a log does decides nothing.
  }
}

async function fieldsOf(invocation: InvocationReport, failed: boolean): Promise<LogFields> {
  const { trigger, request, context, begun, entry } = invocation;
  const { reason } = entry;
  const durationMs = Math.round(performance.now() - begun);
  const requestId = context?.awsRequestId;
  // Loaded here, not with the function: a cold Define loads four times as long with it.
  const { createHash } = await import('node:crypto');
  const user = createHash('sha256')
    .update(JSON.stringify([request.userPoolId, request.user.userName]))
    .digest('hex');
  return {
    trigger,
    ...entry,
    ...(reason !== undefined && { reason: isReason(reason) ? reason : 'reason-malformed' }),
    ...(failed && { error: (await import('./logged-error.ts')).describeError(invocation.error) }),
    durationMs,
    user: user.slice(0, 16),
    ...(typeof requestId === 'string' && { requestId }),
  };
}
