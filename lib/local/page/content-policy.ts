import { createHash } from 'node:crypto';

const STYLE = /<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi;
const OWN_POLICY = /<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy["'\s/>]/i;
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;

/** No other page may show this one in a frame, and have people press what they don't see. A document can't say so itself. */
const FRAMED_BY_NOBODY = "frame-ancestors 'none'";

/** A browser hashes what it has parsed, and there a line ends in one character. */
const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('base64')}'`;

/**
 * The strict Content-Security-Policy that a document is served with, as a deployed page should be: scripts and styles from
 * its own folder, beside those styles that stand in the document; calls to these origins alone; no text becomes code. One that
 * brings a policy of its own gets no more than what it can't say itself.
 */
export function contentPolicy(html: string, origins: readonly string[]): string {
  if (OWN_POLICY.test(html.replace(COMMENT, ''))) return FRAMED_BY_NOBODY;
  const styles = [...html.matchAll(STYLE)].map(([, text = '']) => hashOf(text));
  return [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styles].join(' '),
    ["connect-src 'self'", ...origins].join(' '),
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    FRAMED_BY_NOBODY,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
