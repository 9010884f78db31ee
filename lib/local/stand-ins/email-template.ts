import { type EmailContent, EmailRefusal } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';

/** A template of Amazon SES. */
export interface EmailTemplate {
  readonly Subject?: unknown;
  readonly Text?: unknown;
  readonly Html?: unknown;
}

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
 * What is sent by a template that is known: its variables are filled in. Of one with more than variables in it (`{{#if}}`, `{{#each}}`)
 * the data are shown instead.
 *
 * @throws EmailRefusal where a variable isn't among the data. SES would take the call and send nothing: here the function hears of it.
 */
export function renderTemplate(template: EmailTemplate, data: TemplateData, name: string): EmailContent {
  const { Subject = '', Text, Html } = template;
  const [subject, text, html] = [Subject, Text, Html].map((part) =>
    typeof part === 'string' ? { rendered: rendered(part, data) } : {},
  );
  const isSimple = [subject, text, html].every(
    (part) => part && (!('rendered' in part) || part.rendered !== undefined),
  );
  if (!isSimple) return showTemplate(name, data);
  return { subject: subject?.rendered ?? '', text: text?.rendered, html: html?.rendered };
}

/** What is shown of a template that isn't known here: its name, and what it is sent with. */
export function showTemplate(name: string, data: TemplateData): EmailContent {
  const lines = Object.entries(data).map(
    ([variable, value]) => `${variable}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return { subject: `Template ${name}`, text: lines.join('\n') };
}

/** Undefined for what isn't simple. */
function rendered(text: string, data: TemplateData): string | undefined {
  if (text.replace(VARIABLE, '').includes('{{')) return undefined;
  return text.replace(VARIABLE, (_, path: string) => {
    const value = path
      .split('.')
      .reduce<unknown>((held, name) => (isRecord(held) && Object.hasOwn(held, name) ? held[name] : undefined), data);
    if (value === undefined) throw new EmailRefusal(`Attribute '${path}' is not present in the rendering data.`);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}
