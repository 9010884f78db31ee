import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CognitoError } from '../../protocol/index.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { elapsedSince, type Trace } from '../trace.ts';
import type { Doors } from './doors.ts';

/** What the wire protocol needs. */
export interface WireOptions {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly contextOf: (requestId: string) => OperationContext;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly trace: Trace;
  readonly doors: Doors;
  /** Told of what no operation should throw. */
  readonly onError: (error: unknown, operation: string) => void;
}

const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MOST_BYTES = 1024 * 1024;
/** What is too large is read to its end and dropped, so that the client gets its answer; but not for ever. */
const MOST_DROPPED_BYTES = 16 * MOST_BYTES;

/** Every answer carries these, errors too: a browser hides an answer without them. */
export const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
} as const;

/** Cognito's own list isn't documented: this is what clients and signed calls are known to ask for, and any other. */
const PREFLIGHT_HEADERS = {
  ...CORS_HEADERS,
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-max-age': '172800',
} as const;

/** An error of the wire itself, and the status that HTTP has for it. */
class WireError extends CognitoError {
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(code, message);
    this.status = status;
  }
}

/** Answers a browser that asks whether it may call. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const allowed = request.headers['access-control-request-headers'] ?? 'content-type,x-amz-target';
  response.writeHead(200, { ...PREFLIGHT_HEADERS, 'access-control-allow-headers': allowed, 'content-length': 0 }).end();
}

/** Answers one JSON body. */
function answerJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
    ...CORS_HEADERS,
    ...headers,
  });
  response.end(text);
}

/** Answers an error as Cognito does: the type in the body, and once more in a header. */
export function answerError(response: ServerResponse, requestId: string, error: CognitoError, status = 400): void {
  answerJson(
    response,
    status,
    { __type: error.code, message: error.message },
    {
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': `${error.code}:`,
      // A header takes no line breaks, and only Latin letters.
      'x-amzn-errormessage': error.message.replace(/[^\x20-\x7e]/g, ' ').slice(0, 1024),
    },
  );
}

/**
 * Cognito's wire protocol: `POST /`, the operation in `X-Amz-Target`, JSON 1.1 both ways. A thin path of its own beside
 * the router, since every sign-in takes it twice.
 *
 * A signed operation needs a Signature Version 4 in `Authorization`. The signature isn't checked: there are no
 * credentials here to check it by.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function wireProtocol({ operations, contextOf, now, trace, doors, onError }: WireOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const at = now();
    const begun = performance.now();
    const target = request.headers['x-amz-target'];
    const name =
      typeof target === 'string' && target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
    const operation = operations.get(name);
    const record = (status: number, errorType?: string): void =>
      trace.add({
        ...{ kind: 'call', requestId, at, operation: operation ? name : 'unknown', status },
        durationMs: elapsedSince(begun),
        ...(errorType !== undefined && { errorType }),
      });

    try {
      // Read in any case: an answer before the end of the request would break the connection.
      const body = await readBody(request);
      if (!operation) throw new CognitoError('UnknownOperationException', `Unknown operation: ${name.slice(0, 64)}`);
      if (operation.signed) assertAllowed(request, doors);
      const result = await operation.run(parse(body), contextOf(requestId));
      record(200);
      answerJson(response, 200, result, { 'x-amzn-requestid': requestId });
    } catch (error) {
      if (!request.complete) return;
      if (!(error instanceof CognitoError)) onError(error, name);
      const [status, shown] = shownError(error);
      record(status, shown.code);
      answerError(response, requestId, shown, status);
    }
  };
}

/** What goes out of an error: one that isn't Cognito's is a fault here, and its text stays here. */
function shownError(error: unknown): [status: number, error: CognitoError] {
  if (error instanceof WireError) return [error.status, error];
  if (error instanceof CognitoError) return [400, error];
  return [500, new CognitoError('InternalErrorException', 'Something went wrong.')];
}

function assertAllowed({ headers }: IncomingMessage, doors: Doors): void {
  if (!doors.isOwnOrigin(headers)) {
    throw new CognitoError('ForbiddenException', 'This operation is not for the pages of other sites.');
  }
  const { authorization } = headers;
  if (authorization === undefined) {
    throw new CognitoError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) {
    throw new CognitoError('IncompleteSignatureException', 'Authorization must begin with AWS4-HMAC-SHA256.');
  }
}

function parse(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new CognitoError('SerializationException', 'The request is no JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new CognitoError('SerializationException', 'The request is no JSON object.');
  }
  return body;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MOST_BYTES) chunks.push(chunk);
      else chunks = [];
      if (length > MOST_DROPPED_BYTES) request.destroy();
    });
    request.on('end', () => {
      if (length <= MOST_BYTES) return resolve(Buffer.concat(chunks).toString('utf8'));
      reject(new WireError(413, 'RequestEntityTooLargeException', 'The request is larger than 1 MB.'));
    });
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}
