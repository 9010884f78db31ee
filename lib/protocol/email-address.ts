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

/** What a client sees in the place of a mask where there is no address to mask: the same for everybody. */
export const HIDDEN_EMAIL_ADDRESS = '***@***';
