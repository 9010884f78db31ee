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
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that writes into a list. */
export function logInto(lines: LoggedLine[]): TriggerLog {
  const line = (level: LoggedLine['level']) => (message: string, fields: LogFields) => {
    lines.push({ level, message, fields });
  };
  return { info: line('info'), error: line('error') };
}

/**
 * Makes the three handlers of a flow.
 *
 * @param thrown told of what they throw, as it was thrown: the log says little of errors that aren't Countersign's
 */
export function handlersOf(
  flow: Flow,
  options: TriggerOptions,
  thrown: (error: unknown) => void = () => {},
): TriggerHandlers {
  // A block body: a value that it returned would be an answer.
  const tell = ({ error }: { readonly error: unknown }): void => {
    thrown(error);
  };
  return {
    define: defineAuthChallengeHandler(flow, options).onError(tell),
    create: createAuthChallengeHandler(flow, options).onError(tell),
    verify: verifyAuthChallengeResponseHandler(flow, options).onError(tell),
  };
}
