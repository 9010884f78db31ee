import type { Address, Email } from 'postal-mime';
import { addressIn, type EmailContent, EmailRefusal } from '../../cognito/index.ts';

/** An e-mail that was sent as the bytes of its MIME message. */
export interface RawEmail extends EmailContent {
  /** Of the header `From`. */
  readonly from: string | undefined;
  /** Of `To`, `Cc` and `Bcc`. */
  readonly recipients: readonly string[];
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads a MIME message: its headers and its text. What is attached is left out.
 *
 * @param data in base64
 * @throws EmailRefusal
 */
export async function readRawEmail(data: unknown, member: string): Promise<RawEmail> {
  if (typeof data !== 'string' || !BASE64.test(data)) throw new EmailRefusal(`${member} must be a message in base64.`);
  const email = await parse(Buffer.from(data, 'base64'));
  const { from, to = [], cc = [], bcc = [], subject = '', text, html } = email;
  return {
    from: from && mailboxesOf(from)[0],
    recipients: [...to, ...cc, ...bcc].flatMap(mailboxesOf).map((address) => addressIn(address, 'To, Cc and Bcc')),
    subject,
    text: text?.trimEnd(),
    html,
  };
}

async function parse(message: Uint8Array): Promise<Email> {
  // Few functions send such messages: the others needn't wait for the parser when the pool starts.
  const { default: PostalMime } = await import('postal-mime');
  try {
    return await PostalMime.parse(message);
  } catch (error) {
    throw new EmailRefusal(`The message is no MIME message: ${error instanceof Error ? error.message : error}`);
  }
}

/** The addresses of one mailbox, or of a group. */
const mailboxesOf = ({ address, group }: Address): readonly string[] =>
  group ? group.map((mailbox) => mailbox.address) : [address];
