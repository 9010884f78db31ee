import { domainToASCII } from 'node:url';

const PARTS = /^([\w.!#$%&'*+/=?^`{|}~-]{1,64})@([^\s@<>()[\]\\,;:"/?#%\p{Cc}]{1,255})$/u;

/**
 * An address that can be mailed to, its domain in ASCII as Amazon SES wants it; undefined for what isn't one. Quoted
 * local parts are refused: nothing that could be read as two recipients goes out. So are those beyond ASCII, which SES
 * doesn't take.
 */
export function readMailableAddress(text: string): string | undefined {
  const [, local, domain] = PARTS.exec(text) ?? [];
  if (!local || !domain) return undefined;
  const ascii = domainToASCII(domain);
  return ascii === '' ? undefined : `${local}@${ascii}`;
}
