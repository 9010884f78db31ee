import { CodedError } from './coded-error.ts';

/** An option that nobody reads: a misspelt one must not be one ignored. */
export class UnknownOptionError extends CodedError {
  override readonly name = 'UnknownOptionError';
  readonly code = 'unknown-option';
}

/**
 * Asserts that an object of options has no member but the known ones. For those who write JavaScript: TypeScript says
 * so by itself.
 *
 * @param what the options, as the error calls them
 * @throws UnknownOptionError
 * @example
 * assertKnownOptions('emailOtp', options, { digits: true, expiresIn: true });
 */
export function assertKnownOptions(what: string, options: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).filter((option) => !Object.hasOwn(known, option));
  if (unknown.length === 0) return;
  throw new UnknownOptionError(
    `${what} may have ${Object.keys(known).join(', ')}, no other, got ${unknown.join(', ')}`,
  );
}
