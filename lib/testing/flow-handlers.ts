import type { Flow } from '../flow/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  type LogFields,
  type TriggerLog,
  type TriggerOptions,
  verifyAuthChallengeResponseHandler,
} from '../triggers/index.ts';
import type { TriggerHandlers } from './in-process-triggers.ts';

/** A line that a handler logged. */
export interface LoggedLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields?: LogFields;
}

/** A log that writes into a list. */
export function logInto(lines: LoggedLine[]): TriggerLog {
  const line = (level: LoggedLine['level']) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, ...(fields && { fields }) });
  };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** Makes the three handlers of a flow. */
export const handlersOf = (flow: Flow, options: TriggerOptions): TriggerHandlers => ({
  define: defineAuthChallengeHandler(flow, options),
  create: createAuthChallengeHandler(flow, options),
  verify: verifyAuthChallengeResponseHandler(flow, options),
});
