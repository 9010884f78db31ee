const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text as it is written in HTML, between tags or in a quoted attribute. Users choose their names: in a mail of yours
 * they must be no markup.
 *
 * @example
 * // in emailOtp({ uses: ['name'], …})
 * html: ({ code, user }) => `<p>${escapeHtml(user.attributes.name ?? 'Hello')}, your code is <b>${code}</b>.</p>`
 */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
