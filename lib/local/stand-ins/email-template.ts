import { type EmailContent, EmailRefusal } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';

/** What a template is sent with. */
export type TemplateData = Readonly<Record<string, unknown>>;

/** A variable, `{{user.name}}` or `{{{name}}}`: SES escapes neither. */
const VARIABLE = /\{\{\{?\s*([\w$-]+(?:\.[\w$-]+)*)\s*\}?\}\}/g;

/** @throws EmailRefusal */
export function templateDataIn(text: unknown): TemplateData {
  let data: unknown;
  try {
    data = text === undefined || text === null || text === '' ? {} : JSON.parse(String(text));
  } catch {
    data = undefined;
  }
  if (isRecord(data)) return data;
  throw new EmailRefusal('TemplateData must be a JSON object.');
}

/**
 * What is sent by a template: its variables are filled in. Of one with more than variables in it (`{{#if}}`, `{{#each}}`) the data are
 * shown instead.
 *
 * @throws EmailRefusal where a variable isn't among the data. SES would take the call and send nothing: here the function hears of it.
 */
export function renderTemplate(name: string, template: EmailContent, data: TemplateData): EmailContent {
  const { subject, text, html } = template;
  const hasMore = [subject, text, html].some((part) => part?.replace(VARIABLE, '').includes('{{'));
  if (hasMore) return showTemplate(name, data);
  return {
    subject: filledIn(subject, data),
    ...(text !== undefined && { text: filledIn(text, data) }),
    ...(html !== undefined && { html: filledIn(html, data) }),
  };
}

/** What is shown of a template that isn't known here: its name, and what it is sent with. */
export function showTemplate(name: string, data: TemplateData): EmailContent {
  const lines = Object.entries(data).map(([variable, value]) => `${variable}: ${shown(value)}`);
  return { subject: `Template ${name}`, text: lines.join('\n') };
}

const filledIn = (text: string, data: TemplateData): string =>
  text.replace(VARIABLE, (_, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((held, name) => (isRecord(held) && Object.hasOwn(held, name) ? held[name] : undefined), data);
    if (value === undefined) throw new EmailRefusal(`Attribute '${path}' is not present in the rendering data.`);
    return shown(value);
  });

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
