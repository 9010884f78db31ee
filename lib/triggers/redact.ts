// Not by the index: a module that a function loads at once reaches it, and would bring the texts along.

import { FlowRunError, readMetadata } from '../flow/index.ts';
import { explainFault } from '../flow/proof/fault-text.ts';
import type { SessionEntry } from '../protocol/index.ts';
import { TriggerError, UserFacingError } from './errors.ts';
import type { LoggedError } from './logger.ts';
import type { LogEntry } from './outcome.ts';
import type { TriggerRequest } from './request.ts';

const MARK = '[…]';
/** Causes of causes, this deep. */
const DEEPEST = 3;
const MOST_FRAMES = 12;
/** Characters of a text that are logged. */
const LONGEST_TEXT = 1000;
/** Shorter texts are words, not secrets. */
const SHORTEST = 4;
const HARMLESS: ReadonlySet<string> = new Set(['true', 'false', 'CONFIRMED']);

/** Takes every value of a sign-in out of a text. */
type Redact = (text: string) => string;

/**
 * What an error's text may hold of a sign-in is taken out before it is logged: the values of the request, and whatever
 * looks like an address, a code or a token. Errors of other people's code can say anything;
 * what a challenge made up in words and never gave away can't be known here.
 */
function redactorOf(request: TriggerRequest): Redact {
  const { user, clientMetadata, privateParameters, answer, session } = request;
  const entries: readonly unknown[] = Array.isArray(session) ? session : [];
  const states = entries.map(
    (entry) => readMetadata((entry as Partial<SessionEntry> | null)?.challengeMetadata)?.state,
  );
  const maps = [user.attributes, clientMetadata, privateParameters];
  const values = [user.userName, answer, ...states, ...maps.flatMap((map) => Object.values(map))]
    .filter((value) => value !== undefined)
    .filter((value) => value.length >= SHORTEST && !HARMLESS.has(value))
    // Longest first: a value may be part of another.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    values
      .reduce((redacted, value) => redacted.replaceAll(value, MARK), text)
      .slice(0, LONGEST_TEXT)
      .replace(/[^\s"'<>(),;:=]+@[^\s"'<>(),;]+/gu, MARK)
      .replace(/(?=[\w+/=.-]*\d)(?=[\w+/=.-]*[A-Za-z])[\w+/=.-]{16,}/g, MARK)
      .replace(/\d{4,}/g, MARK);
}

/** Why a trigger came to its outcome, secrets of the sign-in and all. */
interface Explanation {
  readonly entry: Pick<LogEntry, 'reason'>;
  readonly error?: unknown;
}

/** What may be logged of why a trigger came to its outcome. */
export function explainOutcome(request: TriggerRequest, { entry, error }: Explanation, failed: boolean) {
  const redact = redactorOf(request);
  const { reason } = entry;
  return {
    ...(reason !== undefined && { reason: redact(reason) }),
    ...(failed && { error: describeError(error, redact) }),
  };
}

/** What may be logged of whatever was thrown. */
function describeError(thrown: unknown, redact: Redact, depth = 1): LoggedError {
  // Not even its text: somebody may have thrown the secret itself.
  if (!(thrown instanceof Error)) return { name: 'NoError', message: `a ${typeof thrown} was thrown` };
  const code: unknown = Reflect.get(thrown, 'code');
  // The triggers' own errors name sizes and parameters, never a value.
  const isOurs = thrown instanceof TriggerError && !(thrown instanceof UserFacingError);
  // The frames only: the first lines repeat the message.
  const frames = String(thrown.stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  const text = thrown instanceof FlowRunError ? explainFault(thrown) : String(thrown.message);
  return {
    name: redact(String(thrown.name)),
    message: isOurs ? text : redact(text),
    ...(typeof code === 'string' && { code: redact(code) }),
    ...(frames.length > 0 && { stack: frames.slice(0, MOST_FRAMES).join('\n') }),
    ...(thrown.cause !== undefined && depth < DEEPEST && { cause: describeError(thrown.cause, redact, depth + 1) }),
  };
}
