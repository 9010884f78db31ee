/** Letters, with up to three digits in a row: a name or a code of the program's, not one that was sent to somebody. */
const IDENTIFIER = /^(?!.*\d{4})[A-Za-z_$][\w$-]{0,47}$/;
const STABLE_CODE = /^[a-z]{1,32}(-[a-z]{1,32}){0,7}$/;

/** Whether a value looks like what a program calls something: `TypeError`, `ERR_INVALID_ARG_TYPE`, `aws-refused`. */
export const isIdentifier = (value: unknown): value is string => typeof value === 'string' && IDENTIFIER.test(value);

/** Whether a value is a code to query a log by: words of small letters, joined by dashes. */
export const isStableCode = (value: unknown): value is string => typeof value === 'string' && STABLE_CODE.test(value);
