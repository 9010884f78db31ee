// Not by the index: a module that a function loads at once reaches it, and would bring the texts along.

import { FlowRunError } from '../flow/index.ts';
import { explainFault } from '../flow/proof/fault-text.ts';
import { isCoded } from '../protocol/coded-error.ts';
import { errorCodeOf, isErrorName } from './error-names.ts';
import type { LoggedError } from './logger.ts';

/** Causes of causes, this deep. */
const DEEPEST = 3;
const MOST_FRAMES = 12;

/**
 * The codes of those of this project's errors whose messages are logged: made of constants, names and numbers, never of a
 * value of a sign-in. Codes, not classes: Define would load every class that is named here.
 */
const SAYING_NO_VALUE: ReadonlySet<unknown> = new Set([
  'aws-refused',
  'aws-silent',
  'challenge-output',
  'configuration',
  'deadline',
  'delivery-unavailable',
  'ledger-unavailable',
  'message-maybe-sent',
  'message-not-sent',
  'middleware',
  'nothing-asked',
  'request-malformed',
  'session-too-large',
  'undelivered',
  'unlock-input',
]);

/** And of the others', whose messages people fill. */
const OWN_CODES: ReadonlySet<unknown> = new Set([
  ...SAYING_NO_VALUE,
  'flow-definition',
  'flow-run',
  'unknown-option',
  'user-facing',
]);

/** Stands in the place of a name that may be a user's text. */
const UNNAMED = 'unnamed';

/**
 * What may be logged of whatever was thrown. Of other people's errors only what they are called and where they were
 * thrown: what their messages say of the sign-in can't be known, nor found, since it may be encoded in any way.
 */
export function describeError(thrown: unknown, depth = 1): LoggedError {
  try {
    // Not even its text: somebody may have thrown the secret itself.
    if (!(thrown instanceof Error)) return { name: 'NoError', message: `a ${typeof thrown} was thrown` };
    return described(thrown, depth);
  } catch {
    return { name: UNNAMED };
  }
}

function described(error: Error, depth: number): LoggedError {
  const name = read(error, 'name');
  const given = read(error, 'code');
  const code = OWN_CODES.has(given) ? (given as string) : errorCodeOf(given);
  const cause = read(error, 'cause');
  const message = messageOf(error);
  const stack = framesOf(error);
  return {
    name: isErrorName(name) ? name : UNNAMED,
    ...(message !== undefined && { message }),
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && depth < DEEPEST && { cause: describeError(cause, depth + 1) }),
  };
}

/** A member, unless it throws. */
function read(error: Error, member: 'name' | 'code' | 'cause' | 'message' | 'stack'): unknown {
  try {
    return Reflect.get(error, member);
  } catch {
    return undefined;
  }
}

function messageOf(error: Error): string | undefined {
  if (error instanceof FlowRunError) return explainFault({ fault: error.fault, what: partOf(error) });
  return isCoded(error) && SAYING_NO_VALUE.has(error.code) ? error.message : undefined;
}

/** The part of a flow that is at fault, without names that the flow doesn't declare: it may have made them of a value. */
function partOf({ fault, what }: FlowRunError): string {
  if (what.startsWith('a predicate about ')) return 'a predicate that answers differently for one value';
  return fault === 'unknown-challenge' || what.startsWith('refuse(') ? what.replace(/\(.*\)/s, "('…')") : what;
}

/** A function's name, if it has one that a program gives, and a place in a file. */
const FRAME =
  /^\s+at (?:(?:async |new )?([\w$.<>]{1,80})(?: \[as [\w$]{1,48}\])? \()?(?:file:\/\/|node:|\/|[A-Z]:\\)[^\s()@]+:\d+:\d+\)?$/;

const isFrame = (line: string): boolean => {
  const match = FRAME.exec(line);
  // Digits apart may be a one-time code too.
  return match !== null && !/\d{4}/.test((match[1] ?? '').replace(/[_.$]/g, ''));
};

/** By which name a function was called: one that may stand in a list of answers. */
const CALLED_AS = / \[as [\w$]+\]/;

/** Where it was thrown. Nothing where the stack doesn't begin with name and message, whose lines may look like frames. */
function framesOf(error: Error): string | undefined {
  const message = read(error, 'message');
  const stack = read(error, 'stack');
  if (typeof message !== 'string' || typeof stack !== 'string') return undefined;
  const begin = stack.indexOf(message);
  if (begin < 0 || stack.slice(0, begin).includes('\n')) return undefined;
  const [rest = '', ...lines] = stack.slice(begin + message.length).split('\n');
  // More of a message than the error has now: the lines that follow may be of it too.
  if (message === '' ? rest.includes(':') : rest !== '') return undefined;
  const frames = lines
    .filter(isFrame)
    .slice(0, MOST_FRAMES)
    .map((line) => line.replace(CALLED_AS, ''));
  return frames.length > 0 ? frames.join('\n') : undefined;
}
