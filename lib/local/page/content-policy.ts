import { createHash } from 'node:crypto';

const STYLE = /<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi;
const OWN_POLICY = /<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy\b/i;

/** A browser hashes what it has parsed, and there a line ends in one character. */
const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('base64')}'`;

/**
 * The strict Content-Security-Policy that a document is served with, as a deployed page should be: scripts and styles from
 * its own folder, beside those styles that stand in the document; calls to these origins alone; no text becomes code.
 *
 * @returns undefined where the document brings a policy of its own
 */
export function contentPolicy(html: string, origins: readonly string[]): string | undefined {
  if (OWN_POLICY.test(html)) return undefined;
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
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
