import type { TextMap } from '../protocol/text-map.ts';

/** Addresses hold digits that are no code. */
const URL_PATTERN = /https?:\/\/[^\s<>"']+/gi;
const EMAIL_PATTERN = /[^\s@]{1,64}@\S+/g;
/** 4 to 10 digits, or two halves as people write them: 123 456, 1234-5678. */
const CODE_PATTERN = /(?<![\w.:/+-])(?:\d{4,10}|\d{3}[ -]\d{3}|\d{4}[ -]\d{4})(?![\w/:-]|[.,]\d)/g;

/**
 * Finds the code in a message: the longest group of 4 to 10 digits, the first of them where there are several.
 *
 * @example
 * findCode('Your code is 123456. It is valid for 3 minutes.'); // '123456'
 */
export function findCode(text: string): string | undefined {
  const candidates = text.replace(URL_PATTERN, ' ').replace(EMAIL_PATTERN, ' ').match(CODE_PATTERN) ?? [];
  const codes = candidates.map((candidate) => candidate.replace(/[ -]/, ''));
  return codes.reduce<string | undefined>((best, code) => (code.length > (best?.length ?? 0) ? code : best), undefined);
}

/** Finds the first link in a message's text. The full stop of its sentence isn't part of it. */
export const findLink = (text: string): string | undefined =>
  text.match(URL_PATTERN)?.[0].replace(/[.,;:!?)\]}]+$/, '') || undefined;

const entities: TextMap = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/** What a person reads of an HTML message; each link's target stands behind its text. */
export const textOfHtml = (html: string): string =>
  html
    .replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<a\b[^>]*?\bhref\s*=\s*(["'])(.*?)\1[^>]*>/gi, ' $2 ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] as string)
    .replace(/[ \t]*\n\s*/g, '\n')
    .trim();
