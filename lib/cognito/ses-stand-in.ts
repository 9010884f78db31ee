import { randomUUID } from 'node:crypto';
import { isRecord } from '../protocol/is-record.ts';
import {
  addressesOf,
  addressIn,
  assertEmailSize,
  demandRecipients,
  EmailRefusal,
  keepEmail,
  simpleContentOf,
} from './email-request.ts';
import type { Outbox } from './outbox.ts';

/** Where Amazon SES v2 takes SendEmail. */
export const SEND_EMAIL_PATH = '/v2/email/outbound-emails';

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
 * Stands in for Amazon SES v2 in a simulation: takes SendEmail with simple content and puts the message into the outbox.
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
      const { status, code, message } = refusalOf(error);
      return answer(status, { message }, { 'x-amzn-errortype': code });
    }
  };
}

const answer = (status: number, body: object, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers },
  });

function refusalOf(error: unknown): SesError {
  if (error instanceof SesError) return error;
  if (error instanceof EmailRefusal) return new SesError(400, 'BadRequestException', error.message);
  throw error;
}

async function sendEmail(request: Request, outbox: Outbox): Promise<string> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST' || pathname !== SEND_EMAIL_PATH) {
    throw new SesError(404, 'UnknownOperationException', `The stand-in for SES takes only POST ${SEND_EMAIL_PATH}.`);
  }
  assertSigned(request.headers.get('authorization'));
  const sent = await request.arrayBuffer();
  assertEmailSize(sent);
  const { FromEmailAddress, Destination, Content } = parse(new TextDecoder().decode(sent));
  const recipients = demandRecipients(addressesOf(Destination));
  if (!isRecord(Content)) throw new EmailRefusal('Content must not be null.');
  if (!isRecord(Content.Simple)) throw new EmailRefusal('The stand-in for SES takes only Content.Simple.');
  const content = simpleContentOf(Content.Simple, 'Content.Simple');
  addressIn(FromEmailAddress, 'FromEmailAddress');
  return keepEmail(outbox, recipients, content);
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
