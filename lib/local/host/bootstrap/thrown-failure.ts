import { missingPackageAdvice } from './missing-package.ts';

/** A failure as Lambda answers it. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Of an error's text and of its type, in characters: enough for a person, and far below what the channel takes. */
const LONGEST_MESSAGE = 256 * 1024;
const LONGEST_TYPE = 128;

/** As Lambda's Node.js runtime words what was thrown. That a long text is cut is a choice: no source says what Lambda does. */
export function describeThrown(thrown: unknown): Failure {
  if (thrown === undefined || thrown === null) return { errorType: 'string', errorMessage: 'handled' };
  try {
    const [type, message] = thrown instanceof Error ? [thrown.name, thrown.message] : [typeof thrown, thrown];
    const text = String(message);
    return {
      errorType: cut(String(type), LONGEST_TYPE),
      errorMessage: cut(text, LONGEST_MESSAGE) + missingPackageAdvice(text, process.env.AWS_EXECUTION_ENV),
    };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

const cut = (text: string, longest: number): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** An error of one of Lambda's own types. */
export function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
