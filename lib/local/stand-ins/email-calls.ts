import {
  addressesOf,
  addressIn,
  assertEmailSize,
  demandRecipients,
  type EmailContent,
  EmailRefusal,
  keepEmail,
  type Outbox,
  simpleContentOf,
} from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { LocalEmailTemplate } from '../model.ts';
import { textOf } from '../settings/json-values.ts';
import { renderTemplate, showTemplate, templateDataIn } from './email-template.ts';
import { readRawEmail } from './raw-email.ts';
import { StandInRefusal } from './refusal.ts';
import type { ServiceCall } from './service-call.ts';

/** What is to be sent: the members of SES v1 and v2 in one shape. */
export interface EmailRequest {
  readonly from: unknown;
  readonly destination: unknown;
  readonly simple?: unknown;
  readonly raw?: unknown;
  readonly template?: unknown;
  /** What the caller has for the members: `Content.Simple`. */
  readonly names: { readonly from: string; readonly simple: string; readonly raw: string; readonly template: string };
}

interface ReadEmail {
  readonly recipients: readonly string[];
  readonly content: EmailContent;
}

/** What the stand-ins for Amazon SES need. */
export interface EmailCallsOptions {
  readonly outbox: Outbox;
  /** Those that the app makes, as they are now. */
  readonly templates: () => readonly LocalEmailTemplate[];
}

/**
 * Puts an e-mail into the outbox, once a recipient, `Cc` and `Bcc` too.
 *
 * @param code of the service's refusals
 * @returns the message id
 * @throws StandInRefusal
 */
export async function takeEmail(
  { body }: ServiceCall,
  email: EmailRequest,
  code: string,
  { outbox, templates }: EmailCallsOptions,
): Promise<string> {
  try {
    assertEmailSize(body);
    const { recipients, content } = await readEmail(email, templates());
    return keepEmail(outbox, recipients, content);
  } catch (error) {
    throw error instanceof EmailRefusal ? new StandInRefusal(code, error.message) : error;
  }
}

async function readEmail(email: EmailRequest, templates: readonly LocalEmailTemplate[]): Promise<ReadEmail> {
  const { from, destination, simple, raw, template, names } = email;
  const named = addressesOf(destination);
  if (isRecord(raw)) {
    const { from: header, recipients, ...content } = await readRawEmail(raw.Data, `${names.raw}.Data`);
    const sender = from ?? header;
    if (sender === undefined) throw new EmailRefusal("Missing required header 'From'.");
    addressIn(sender, names.from);
    // Those that the call names are the envelope's: the headers' are only shown.
    return { recipients: demandRecipients(named.length > 0 ? named : recipients), content };
  }
  const recipients = demandRecipients(named);
  addressIn(from, names.from);
  if (isRecord(simple)) return { recipients, content: simpleContentOf(simple, names.simple) };
  if (isRecord(template)) return { recipients, content: templated(template, names.template, templates) };
  throw new EmailRefusal(`${names.simple} must not be null.`);
}

/** By a template in the call, or by one of the app; one that is at AWS alone isn't known here. */
function templated(
  template: Readonly<Record<string, unknown>>,
  member: string,
  templates: readonly LocalEmailTemplate[],
): EmailContent {
  const { TemplateName, TemplateArn, TemplateContent, TemplateData } = template;
  const data = templateDataIn(TemplateData);
  if (isRecord(TemplateContent)) {
    const { Subject, Text, Html } = TemplateContent;
    const [subject = '', text, html] = [Subject, Text, Html].map(textOf);
    return renderTemplate('of the call', { subject, text, html }, data);
  }
  const name = textOf(TemplateName ?? TemplateArn)?.replace(/^arn:.*:template\//, '') ?? '';
  if (name === '') throw new EmailRefusal(`${member} must name a template.`);
  const found = templates.find(({ templateName }) => templateName === name);
  return found ? renderTemplate(name, found, data) : showTemplate(name, data);
}
