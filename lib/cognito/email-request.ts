import { bareEmailAddress, isEmailAddress } from '../protocol/email-address.ts';
import { isRecord } from '../protocol/is-record.ts';
import type { Outbox } from './outbox.ts';

const MOST_RECIPIENTS = 50;
const MOST_BYTES = 10 * 1024 * 1024;

/** What Amazon SES doesn't take of an e-mail. */
export class EmailRefusal extends Error {
  override readonly name = 'EmailRefusal';
}

/** What an e-mail says. */
export interface EmailContent {
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

/** Puts an e-mail into the outbox, once a recipient, and gives its message id. */
export function keepEmail(outbox: Outbox, recipients: readonly string[], content: EmailContent): string {
  const messages = recipients.map((to) => outbox.add({ channel: 'email', to, ...content }));
  return (messages[0] as { id: string }).id;
}

/** @throws EmailRefusal */
export function assertEmailSize({ byteLength }: { readonly byteLength: number }): void {
  if (byteLength > MOST_BYTES) throw new EmailRefusal('The message is larger than 10 MB.');
}

/**
 * The bare addresses of `Destination`, which SES v1 and v2 have alike; there may be none.
 *
 * @throws EmailRefusal
 */
export function addressesOf(destination: unknown): readonly string[] {
  const { ToAddresses, CcAddresses, BccAddresses } = isRecord(destination) ? destination : {};
  return [ToAddresses, CcAddresses, BccAddresses].flatMap((addresses, position) => {
    // An empty list is an empty text by the query protocol.
    if (addresses === undefined || addresses === null || addresses === '') return [];
    if (!Array.isArray(addresses)) {
      throw new EmailRefusal(`Destination.${['To', 'Cc', 'Bcc'][position]}Addresses must be a list.`);
    }
    return addresses.map((address: unknown) => addressIn(address, 'Destination'));
  });
}

/** @throws EmailRefusal for no recipients, and for more than SES takes */
export function demandRecipients(recipients: readonly string[]): readonly string[] {
  if (recipients.length === 0) throw new EmailRefusal('Destination must name at least one recipient.');
  if (recipients.length > MOST_RECIPIENTS) throw new EmailRefusal(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  return recipients;
}

/**
 * Gives the bare address of `Name <name@example.com>` or `name@example.com`.
 *
 * @throws EmailRefusal
 */
export function addressIn(value: unknown, member: string): string {
  if (typeof value !== 'string' || value === '') throw new EmailRefusal(`${member} must hold e-mail addresses.`);
  const address = bareEmailAddress(value);
  if (!/@[^@\s]+$/.test(address)) throw new EmailRefusal("Missing final '@domain'");
  if (!isEmailAddress(address)) throw new EmailRefusal('Local address contains control or whitespace');
  return address;
}

/**
 * What a message of `Subject` and `Body` says: `Content.Simple` of SES v2, `Message` of v1.
 *
 * @throws EmailRefusal
 */
export function simpleContentOf(message: Readonly<Record<string, unknown>>, member: string): EmailContent {
  const { Subject, Body } = message;
  const parts = isRecord(Body) ? Body : {};
  const subject = dataOf(Subject, `${member}.Subject`);
  const text = dataOf(parts.Text, `${member}.Body.Text`);
  const html = dataOf(parts.Html, `${member}.Body.Html`);
  if (subject === undefined) throw new EmailRefusal(`${member}.Subject must not be null.`);
  if (text === undefined && html === undefined) throw new EmailRefusal(`${member}.Body must hold Text or Html.`);
  return { subject, text, html };
}

function dataOf(part: unknown, member: string): string | undefined {
  if (part === undefined || part === null) return undefined;
  if (!isRecord(part) || typeof part.Data !== 'string') throw new EmailRefusal(`${member}.Data must be a text.`);
  return part.Data;
}
