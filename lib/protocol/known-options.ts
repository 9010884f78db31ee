import { CodedError } from './coded-error.ts';
import { isRecord } from './is-record.ts';

/** Options that can't be read: a misspelt one, which must not be one ignored; or no object at all. */
export class UnknownOptionError extends CodedError {
  override readonly name = 'UnknownOptionError';
  readonly code = 'unknown-option';
}

/**
 * Asserts that options are an object that has no member but the known ones. For those who write JavaScript: TypeScript
 * says so by itself.
 *
 * @param what the options, as the error calls them
 * @throws UnknownOptionError
 * @example
 * assertKnownOptions('emailOtp', options, { digits: true, expiresIn: true });
 */
export function assertKnownOptions(what: string, options: object, known: Readonly<Record<string, true>>): void {
  const unknown = isRecord(options)
    ? Object.keys(options).filter((option) => !Object.hasOwn(known, option))
    : [JSON.stringify(options) ?? typeof options];
  if (unknown.length === 0) return;
  throw new UnknownOptionError(
    `${what} may have ${Object.keys(known).join(', ')}, no other, got ${unknown.join(', ')}`,
  );
}
