import { getSystemErrorMap } from 'node:util';

/**
 * What a program calls its errors: letters that end in Error or Exception. Whoever calls one after what a user typed tells no
 * more than that, unless the user's own text ends so.
 */
const NAME = /^\$?[A-Za-z]{0,40}(Error|Exception)$/;
/** Codes of Node's own errors, and of its `fetch`. */
const CODE = /^(UND_)?ERR(?!.*\d{4})(_[A-Z0-9]{1,24}){1,6}$/;
/** The operating system's, and what Node adds for names that can't be looked up. */
const ERRNOS: ReadonlySet<unknown> = new Set(['ENOTFOUND', ...[...getSystemErrorMap().values()].map(([name]) => name)]);

/** Whether a value is what a program calls an error: `TypeError`, `ThrottlingException`. Any other may be a user's text. */
export const isErrorName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

/** A code that no user gave: of Node's own errors, of the operating system's, or an HTTP status. Undefined for any other. */
export function errorCodeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return CODE.test(value) || ERRNOS.has(value) ? value : undefined;
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 599 ? String(value) : undefined;
}
