import type { LoggedError } from './logger.ts';
import type { TriggerRequest } from './request.ts';

const MARK = '[…]';
/** Causes of causes, this deep. */
const DEEPEST = 3;
const MOST_FRAMES = 12;
/** Shorter texts are words, not secrets. */
const SHORTEST = 4;
const HARMLESS: ReadonlySet<string> = new Set(['true', 'false', 'CONFIRMED']);

/** Takes every value of a sign-in out of a text. */
export type Redact = (text: string) => string;

/**
 * What an error's text may hold of a sign-in is taken out before it is logged: the values of the request, and whatever
 * looks like an address, a code or a token. Errors of other people's code can say anything.
 */
export function redactorOf(request: TriggerRequest): Redact {
  const { userName, userAttributes, clientMetadata, privateParameters, answer } = request;
  const values = [userName, answer, ...[userAttributes, clientMetadata, privateParameters].flatMap(Object.values)]
    .filter((value) => typeof value === 'string' && value.length >= SHORTEST && !HARMLESS.has(value))
    // Longest first: a value may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    values
      .reduce((redacted: string, value: string) => redacted.replaceAll(value, MARK), text)
      .replace(/[^\s"'<>(),;:=]+@[^\s"'<>(),;]+/gu, MARK)
      .replace(/(?=[\w+/=.-]*\d)(?=[\w+/=.-]*[A-Za-z])[\w+/=.-]{20,}/g, MARK)
      .replace(/\d{4,}/g, MARK);
}

/** What may be logged of whatever was thrown. */
export function describeError(thrown: unknown, redact: Redact, depth = 1): LoggedError {
  // Not even its text: somebody may have thrown the secret itself.
  if (!(thrown instanceof Error)) return { name: 'NoError', message: `a ${typeof thrown} was thrown` };
  const code: unknown = Reflect.get(thrown, 'code');
  // The frames only: the first lines repeat the message.
  const frames = String(thrown.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return {
    name: redact(String(thrown.name)),
    message: redact(String(thrown.message)),
    ...(typeof code === 'string' && { code: redact(code) }),
    ...(frames.length > 0 && { stack: frames.slice(0, MOST_FRAMES).join('\n') }),
    ...(thrown.cause !== undefined && depth < DEEPEST && { cause: describeError(thrown.cause, redact, depth + 1) }),
  };
}
