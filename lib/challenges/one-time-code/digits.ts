import { randomInt } from 'node:crypto';
import { plainCode } from '../../protocol/typed-code.ts';

/** A code of so many digits: each as likely as any other, leading zeros included. From the platform's CSPRNG. */
export const drawCode = (digits: number): string => String(randomInt(10 ** digits)).padStart(digits, '0');

/** Characters of a typed code, with all that may stand between: no more of an answer that doesn't count is worth reading. */
const LONGEST = 256;

/**
 * The digits of a typed code, in whatever script, with blanks and dashes between them or without.
 *
 * @throws RangeError for anything else
 */
export function readCode(text: string): string {
  const code = text.length > LONGEST ? '' : plainCode(text);
  // Never the text itself: it may be a code with a slip.
  if (!/^\d{5,10}$/.test(code)) throw new RangeError('the answer is no code of 5 to 10 digits');
  return code;
}
