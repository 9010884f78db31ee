import { randomUUID } from 'node:crypto';
import { isRecord } from '../../protocol/is-record.ts';

/** A service that is called by one of AWS's JSON protocols. */
export interface JsonService {
  /** In signatures: `dynamodb`. */
  readonly signingName: string;
  /** In the variable that leads its requests elsewhere: `DYNAMODB`, of `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly id: string;
  /** Before the operation, in the header `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly contentType: string;
  /** What stands before an error's name, in `__type`. */
  readonly namespaces: { readonly own: string; readonly common: string; readonly validation: string };
}

export const DYNAMODB: JsonService = {
  signingName: 'dynamodb',
  id: 'DYNAMODB',
  targetPrefix: 'DynamoDB_20120810',
  contentType: 'application/x-amz-json-1.0',
  namespaces: {
    own: 'com.amazonaws.dynamodb.v20120810#',
    common: 'com.amazon.coral.service#',
    validation: 'com.amazon.coral.validate#',
  },
};

export const KMS: JsonService = {
  signingName: 'kms',
  id: 'KMS',
  targetPrefix: 'TrentService',
  contentType: 'application/x-amz-json-1.1',
  namespaces: { own: '', common: '', validation: '' },
};

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

/** The operation that a request asks of a service; undefined where it asks another one. */
export function operationOf({ targetPrefix }: JsonService, { headers }: Request): string | undefined {
  const [prefix, operation = ''] = (headers.get('x-amz-target') ?? '').split('.');
  return prefix === targetPrefix ? operation : undefined;
}

const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^\s/]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request,/;

/** AWS takes nothing unsigned. Nothing is checked: there is no secret to check it by. */
export function assertSigned({ signingName, namespaces }: JsonService, authorization: string | null): void {
  if (!authorization?.startsWith('AWS4-')) {
    throw new StandInRefusal(
      `${namespaces.common}MissingAuthenticationTokenException`,
      'Request is missing Authentication Token',
    );
  }
  if (SCOPE.exec(authorization)?.[1] === signingName) return;
  throw new StandInRefusal(
    `${namespaces.common}InvalidSignatureException`,
    `Credential should be scoped to correct service: '${signingName}', with a Signature Version 4.`,
  );
}

/** A body's members; undefined where it is no JSON object. */
export function membersIn(body: ArrayBuffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const members: unknown = JSON.parse(new TextDecoder().decode(body));
    return isRecord(members) ? members : undefined;
  } catch {
    return undefined;
  }
}

/** What is answered where a body is no JSON. */
export const notJson = ({ namespaces }: JsonService): StandInRefusal =>
  new StandInRefusal(`${namespaces.common}SerializationException`, 'The body is no JSON object.');

/** A request that isn't as its operation wants it. */
export const invalid = ({ namespaces }: JsonService, message: string): StandInRefusal =>
  new StandInRefusal(`${namespaces.validation}ValidationException`, message);

/** Answers in a service's protocol. */
export const jsonAnswer = ({ contentType }: JsonService, status: number, body: object): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': randomUUID() },
  });
