import type { Flow } from '../flow/index.ts';
import {
  createAuthChallengeHandler,
  defineAuthChallengeHandler,
  type LogFields,
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

/** Makes the three handlers of a flow, logging into a list. */
export function handlersOf(flow: Flow, lines: LoggedLine[], options: TriggerOptions): TriggerHandlers {
  const line = (level: LoggedLine['level']) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, ...(fields && { fields }) });
  };
  const surroundings = { log: { info: line('info'), warn: line('warn'), error: line('error') }, ...options };
  return {
    define: defineAuthChallengeHandler(flow, surroundings),
    create: createAuthChallengeHandler(flow, surroundings),
    verify: verifyAuthChallengeResponseHandler(flow, surroundings),
  };
}
