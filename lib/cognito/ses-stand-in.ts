import { randomUUID } from 'node:crypto';
import { bareEmailAddress, isEmailAddress } from '../protocol/email-address.ts';
import { isRecord } from '../protocol/is-record.ts';
import type { Outbox } from './outbox.ts';

/** Where Amazon SES v2 takes SendEmail. */
export const SEND_EMAIL_PATH = '/v2/email/outbound-emails';

const MOST_RECIPIENTS = 50;
const MOST_BYTES = 10 * 1024 * 1024;

/** What SES answers instead of a message id. */
class SesError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Stands in for Amazon SES v2: takes SendEmail with simple content and puts the message into the outbox.
 *
 * It demands a SigV4 signature for SES and does not check it: there is no secret to check it by. It knows no verified
 * identities and no templates; raw and templated content is refused.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 * @example
 * const outbox = new Outbox();
 * const response = await sesStandIn(outbox)(signedRequest); // 200 { MessageId }
 */
export function sesStandIn(outbox: Outbox): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return answer(200, { MessageId: await sendEmail(request, outbox) });
    } catch (error) {
      if (!(error instanceof SesError)) throw error;
      return answer(error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
    }
  };
}

const answer = (status: number, body: object, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
  });

const badRequest = (message: string): SesError => new SesError(400, 'BadRequestException', message);

async function sendEmail(request: Request, outbox: Outbox): Promise<string> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST' || pathname !== SEND_EMAIL_PATH) {
    throw new SesError(404, 'UnknownOperationException', `The stand-in for SES takes only POST ${SEND_EMAIL_PATH}.`);
  }
  assertSigned(request.headers.get('authorization'));
  const text = await request.text();
  if (Buffer.byteLength(text) > MOST_BYTES) throw badRequest('The message is larger than 10 MB.');
  const body = parse(text);
  const recipients = recipientsOf(body.Destination);
  const { subject, text: plain, html } = simpleContentOf(body.Content);
  assertAddress(body.FromEmailAddress, 'FromEmailAddress');
  const messages = recipients.map((to) => outbox.add({ channel: 'email', to, subject, text: plain, html }));
  return (messages[0] as { id: string }).id;
}

/** SES takes nothing unsigned; a handler that forgot to sign must fail here too. */
function assertSigned(authorization: string | null): void {
  if (authorization === null) {
    throw new SesError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  if (!/^AWS4-HMAC-SHA256 Credential=[^\s/]+\/\d{8}\/[a-z0-9-]+\/ses\/aws4_request,/.test(authorization)) {
    throw new SesError(
      403,
      'SignatureDoesNotMatch',
      "Credential should be scoped to correct service: 'ses', with a Signature Version 4.",
    );
  }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new SesError(400, 'SerializationException', 'The body is no JSON.');
  }
  if (!isRecord(body)) throw new SesError(400, 'SerializationException', 'The body is no JSON object.');
  return body;
}

function recipientsOf(destination: unknown): readonly string[] {
  const { ToAddresses, CcAddresses, BccAddresses } = isRecord(destination) ? destination : {};
  const recipients = [ToAddresses, CcAddresses, BccAddresses].flatMap((addresses, position) => {
    if (addresses === undefined || addresses === null) return [];
    if (!Array.isArray(addresses)) {
      throw badRequest(`Destination.${['To', 'Cc', 'Bcc'][position]}Addresses must be a list.`);
    }
    return addresses.map((address: unknown) => assertAddress(address, 'Destination'));
  });
  if (recipients.length === 0) throw badRequest('Destination must name at least one recipient.');
  if (recipients.length > MOST_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  return recipients;
}

/** Gives the bare address of `Name <name@example.com>` or `name@example.com`. */
function assertAddress(value: unknown, member: string): string {
  if (typeof value !== 'string' || value === '') throw badRequest(`${member} must hold e-mail addresses.`);
  const address = bareEmailAddress(value);
  if (!/@[^@\s]+$/.test(address)) throw badRequest("Missing final '@domain'");
  if (!isEmailAddress(address)) throw badRequest('Local address contains control or whitespace');
  return address;
}

function simpleContentOf(content: unknown): { subject: string; text: string | undefined; html: string | undefined } {
  if (!isRecord(content)) throw badRequest('Content must not be null.');
  if (!isRecord(content.Simple)) throw badRequest('The stand-in for SES takes only Content.Simple.');
  const { Subject, Body } = content.Simple;
  const parts = isRecord(Body) ? Body : {};
  const subject = dataOf(Subject, 'Subject');
  const text = dataOf(parts.Text, 'Body.Text');
  const html = dataOf(parts.Html, 'Body.Html');
  if (subject === undefined) throw badRequest('Content.Simple.Subject must not be null.');
  if (text === undefined && html === undefined) throw badRequest('Content.Simple.Body must hold Text or Html.');
  return { subject, text, html };
}

function dataOf(part: unknown, member: string): string | undefined {
  if (part === undefined || part === null) return undefined;
  if (!isRecord(part) || typeof part.Data !== 'string') {
    throw badRequest(`Content.Simple.${member}.Data must be a text.`);
  }
  return part.Data;
}
