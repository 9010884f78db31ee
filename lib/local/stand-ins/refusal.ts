import { randomUUID } from 'node:crypto';
import { type ServiceCall, signedServiceOf } from './service-call.ts';

/** What a stand-in answers instead of a result: an error, as AWS writes it. */
export class StandInRefusal extends Error {
  override readonly name = 'StandInRefusal';
  readonly status: number;
  /** As `__type` has it. */
  readonly type: string;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** A request that isn't as its operation wants it. */
export const invalid = (message: string): StandInRefusal => new StandInRefusal('ValidationException', message);

/** The version of their JSON protocol, of services that don't have 1.1. */
const JSON_1_0 = new Set(['dynamodb', 'sms-voice', 'sqs', 'states']);

/** Of services whose errors have a namespace in `__type`: that of errors which all services have. */
const COMMON_NAMESPACES: Readonly<Record<string, string>> = { dynamodb: 'com.amazon.coral.service#' };

const requestId = (): Record<string, string> => ({ 'x-amzn-requestid': randomUUID() });

/** Answers a call by the JSON protocol, in the version that its caller takes. */
export function jsonAnswer({ service, headers }: ServiceCall, status: number, body: object): Response {
  const [given] = /^application\/x-amz-json-1\.[01]/.exec(headers.get('content-type') ?? '') ?? [];
  const contentType = given ?? `application/x-amz-json-1.${JSON_1_0.has(service.signingName) ? '0' : '1'}`;
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': contentType, ...requestId() } });
}

/** Answers a call by JSON over paths. */
export const restJsonAnswer = (body: object): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json', ...requestId() } });

/** Answers a call by the query protocol. `result` is XML, what `escapeXml` gives inside its elements. */
export const queryAnswer = ({ operation }: ServiceCall, result: string): Response =>
  xml(
    200,
    `<${operation}Response><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  );

/**
 * Answers a call with an error, in its caller's own protocol: the SDKs throw it by its type, at once.
 *
 * @see https://smithy.io/2.0/aws/protocols/index.html
 */
export function refuse(call: ServiceCall, { status, type, message }: StandInRefusal): Response {
  switch (call.protocol) {
    case 'json':
      return jsonAnswer(call, status, { __type: type, message });
    case 'query':
      return xml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(type)}</Code><Message>${escapeXml(message)}</Message>` +
          `</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      );
    case 'rest-xml':
      return xml(
        status,
        `<Error><Code>${escapeXml(type)}</Code><Message>${escapeXml(message)}</Message></Error>`,
        call.method === 'HEAD',
      );
    case 'cbor':
      return new Response(cborTexts({ __type: type, message }), {
        status,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', ...requestId() },
      });
    case 'rest-json': {
      const body = call.service.id === 'LAMBDA' ? { Type: 'User', Message: message } : { message };
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type, ...requestId() };
      return new Response(JSON.stringify(body), { status, headers });
    }
  }
}

/**
 * AWS takes nothing unsigned. Nothing is checked of a signature but for which service it is: there is no secret to check it by.
 *
 * @throws StandInRefusal
 */
export function assertSigned({ service, protocol, headers }: ServiceCall): void {
  const namespace = COMMON_NAMESPACES[service.signingName] ?? '';
  const status = protocol === 'json' ? 400 : 403;
  const authorization = headers.get('authorization');
  if (!authorization?.startsWith('AWS4-')) {
    const type = protocol === 'query' ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException';
    throw new StandInRefusal(namespace + type, 'Request is missing Authentication Token', status);
  }
  if (signedServiceOf(headers) === service.signingName) return;
  throw new StandInRefusal(
    namespace + (protocol === 'query' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException'),
    `Credential should be scoped to correct service: '${service.signingName}', with a Signature Version 4.`,
    status,
  );
}

function xml(status: number, text: string, isHead = false): Response {
  const headers = { 'content-type': 'text/xml', ...requestId() };
  return new Response(isHead ? null : `<?xml version="1.0" encoding="UTF-8"?>\n${text}`, { status, headers });
}

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML has it between tags. */
export const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (letter) => XML_ENTITIES[letter] ?? letter);

const CBOR_MAP = 5;
const CBOR_TEXT = 3;

/** A map of texts in CBOR, all that an error takes of it. */
function cborTexts(texts: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(texts);
  const bytes = entries.flat().map((text) => Buffer.from(text));
  return new Uint8Array(
    Buffer.concat([
      cborHead(CBOR_MAP, entries.length),
      ...bytes.flatMap((text) => [cborHead(CBOR_TEXT, text.length), text]),
    ]),
  );
}

/** The type and the length that stand before a CBOR item: in one byte, else in three. */
function cborHead(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length]);
  const head = Buffer.from([(type << 5) | 25, 0, 0]);
  head.writeUInt16BE(length, 1);
  return head;
}
