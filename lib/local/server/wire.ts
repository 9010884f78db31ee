import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Handler } from 'hono';
import { CognitoError } from '../../protocol/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { type JsonObject, objectOf, textOf } from '../settings/json-values.ts';
import { elapsedSince, type Trace } from '../trace.ts';
import { errorAnswer, jsonAnswer } from './answers.ts';
import type { Doors } from './doors.ts';
import type { NodeEnv } from './own-host.ts';
import { readBody, TooLargeError } from './read-body.ts';

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

/** Cognito's longest. */
const LONGEST_NAME = 128;

const TARGET_PREFIX = 'AWSCognitoIdentityProviderService.';

/**
 * Cognito's wire protocol: `POST /`, the operation in `X-Amz-Target`, JSON 1.1 both ways.
 *
 * A signed operation needs a Signature Version 4 in `Authorization`. The signature isn't checked: there are no
 * credentials here to check it by.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function wireProtocol({ operations, contextOf, now, trace, doors, onError }: WireOptions): Handler<NodeEnv> {
  return async ({ env: { incoming } }) => {
    const requestId = randomUUID();
    const at = now();
    const begun = performance.now();
    const target = incoming.headers['x-amz-target'];
    const name =
      typeof target === 'string' && target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
    const operation = operations.get(name);
    let traced = { requestId, at, operation: operation ? name : 'unknown' };
    const begin = once((): void => trace.add({ kind: 'call-begin', ...traced }));
    const record = (status: number, error?: CognitoError): void => {
      begin();
      const words = error && { errorType: error.code, errorMessage: error.message };
      trace.add({ kind: 'call', ...traced, durationMs: elapsedSince(begun), status, ...words });
    };

    try {
      // Read in any case: an answer before the end of the request would break the connection.
      const body = await readBody(incoming);
      if (!operation) throw new CognitoError('UnknownOperationException', `Unknown operation: ${name.slice(0, 64)}`);
      if (operation.signed) assertAllowed(incoming, doors);
      const input = parse(body);
      traced = { ...traced, ...usernameIn(input) };
      begin();
      const result = await operation.run(input, contextOf(requestId));
      record(200);
      return jsonAnswer(200, result, { 'x-amzn-requestid': requestId });
    } catch (error) {
      // The client went away before its end: this goes nowhere.
      if (!incoming.complete) return new Response(null, { status: 400 });
      if (!(error instanceof CognitoError)) onError(error, name);
      const [status, shown] = shownError(error);
      record(status, shown);
      return errorAnswer(status, shown, requestId);
    }
  };
}

/** Work that is done at its first call. */
function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

/** What goes out of an error: one that isn't Cognito's is a fault here, and its text stays here. */
function shownError(error: unknown): [status: number, error: CognitoError] {
  if (error instanceof TooLargeError) return [413, error];
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

/** Whom a request names, wherever its operation has the name. */
function usernameIn({ Username, AuthParameters, ChallengeResponses }: JsonObject): { readonly username?: string } {
  const names = [Username, objectOf(AuthParameters).USERNAME, objectOf(ChallengeResponses).USERNAME];
  const given = names.map(textOf).find((name) => name !== undefined);
  return given === undefined ? {} : { username: given.slice(0, LONGEST_NAME) };
}

function parse(text: string): JsonObject {
  let body: unknown;
  try {
    body = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new CognitoError('SerializationException', 'The request is no JSON.');
  }
  if (!isRecord(body)) {
    throw new CognitoError('SerializationException', 'The request is no JSON object.');
  }
  return body;
}
