import { domainToASCII } from 'node:url';

const PARTS = /^([\w.!#$%&'*+/=?^`{|}~-]{1,64})@([^\s@<>()[\]\\,;:"/?#%\p{Cc}]{1,255})$/u;

/**
 * An address that can be mailed to, its domain in ASCII as Amazon SES wants it; undefined for what isn't one. Quoted
 * local parts are refused: nothing that could be read as two recipients goes out. So are those beyond ASCII, which SES
 * doesn't take.
 */
export function readEmailAddress(text: string): string | undefined {
  const [, local, domain] = PARTS.exec(text) ?? [];
  if (!local || !domain) return undefined;
  const ascii = domainToASCII(domain);
  return ascii === '' ? undefined : `${local}@${ascii}`;
}

const firstOf = (text: string): string => String.fromCodePoint(text.codePointAt(0) as number);

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
