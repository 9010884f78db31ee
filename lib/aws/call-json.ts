import { isRecord } from '../protocol/is-record.ts';
import type { AwsService } from './environment.ts';
import { AwsSilentError } from './errors.ts';
import { type AwsContext, sendAwsRequest } from './send-request.ts';

/** A service that is called by one of AWS's JSON protocols. */
export interface AwsJsonService extends AwsService {
  /** Before the operation, in the header `X-Amz-Target`: `DynamoDB_20120810`. */
  readonly targetPrefix: string;
  /** Of its protocol. */
  readonly jsonVersion: '1.0' | '1.1';
}

export const DYNAMODB: AwsJsonService = {
  title: 'Amazon DynamoDB',
  id: 'DYNAMODB',
  endpointPrefix: 'dynamodb',
  signingName: 'dynamodb',
  targetPrefix: 'DynamoDB_20120810',
  jsonVersion: '1.0',
};

export const KMS: AwsJsonService = {
  title: 'AWS KMS',
  id: 'KMS',
  endpointPrefix: 'kms',
  signingName: 'kms',
  targetPrefix: 'TrentService',
  jsonVersion: '1.1',
};

/** An operation of such a service. */
export interface AwsJsonCall {
  readonly service: AwsJsonService;
  readonly operation: string;
  readonly input: object;
  /** Milliseconds it may take at most, its answer's body included. */
  readonly limit: number;
}

/**
 * Calls an operation by a JSON protocol: once, over a connection that may have been used before.
 *
 * @throws ConfigurationError; AwsRefusedError; AwsSilentError if no whole answer came in time.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 * @example
 * const { Item } = await callAwsJson(context, { service: DYNAMODB, operation: 'GetItem', input: { TableName, Key }, limit: 800 });
 */
export async function callAwsJson(
  context: AwsContext,
  { service, operation, input, limit }: AwsJsonCall,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await sendAwsRequest(context, {
    ...{ service, path: '/', body: JSON.stringify(input), limit, reuseConnection: true },
    headers: {
      'content-type': `application/x-amz-json-${service.jsonVersion}`,
      'x-amz-target': `${service.targetPrefix}.${operation}`,
    },
  });
  const silent = (cause?: unknown) =>
    new AwsSilentError(`${service.title} broke off its answer, or gave one that can't be read`, { cause });
  const text = await response.text().catch((cause: unknown) => {
    throw silent(cause);
  });
  const output = parsed(text);
  if (!isRecord(output)) throw silent();
  return output;
}

/** JSON, or undefined. Never the parser's error: it quotes what it read, which may be a key. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
