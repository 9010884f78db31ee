/**
 * The bare address of `Name <name@example.com>`, or of `name@example.com`: as it stands there, whatever it is.
 *
 * @example
 * bareEmailAddress('Example <no-reply@example.com>'); // 'no-reply@example.com'
 */
export const bareEmailAddress = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();

/** Whether a text has the form of an address: two parts around one `@`, without white space. */
export const isEmailAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

const firstOf = ([first = '']: string): string => first;

/** What a client may see of an address, as Cognito masks it: `a***@e***`. Never tells its length, nor its case. */
export function maskEmailAddress(address: string): string {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  return `${firstOf(local)}***@${firstOf(domain)}***`;
}

/** The mask of an address that nobody has, from at least two bytes. */
export function maskNoEmailAddress([first = 0, second = 0]: Uint8Array): string {
  const letter = (byte: number): string => String.fromCharCode(97 + (byte % 26));
  return `${letter(first)}***@${letter(second)}***`;
}
