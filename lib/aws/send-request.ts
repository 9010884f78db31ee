import { isRecord } from '../protocol/is-record.ts';
import { type AwsService, type Environment, endpointOf, readSetting } from './environment.ts';
import { AwsRefusedError, AwsSilentError } from './errors.ts';
import { signAwsRequest } from './signature.ts';

/** What sending takes of its surroundings. */
export interface AwsContext {
  /** Credentials and region, as Lambda sets them. */
  readonly environment: Environment;
  readonly fetch: typeof fetch;
  /** Ends the request before its own limit. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A call of an operation. */
export interface AwsCall {
  readonly service: AwsService;
  /** Of the operation, with a slash at its begin. */
  readonly path: string;
  /** JSON. */
  readonly body: string;
  /** Milliseconds it may take at most. */
  readonly limit: number;
  /** What else AWS reads in the headers: the operation, of its JSON protocols. @default - nothing */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Whether a connection may be one that was used before. A function that was frozen wakes with connections that AWS has
   * closed, and a request over one of them fails: true where that is tried again. @default false
   */
  readonly reuseConnection?: boolean;
}

/**
 * Signs a request to AWS and sends it: once, never a second time.
 *
 * @returns an answer that is no refusal: read its body, or cancel it
 * @throws ConfigurationError if the environment lacks credentials or a region; AwsSilentError if no answer came in time;
 * AwsRefusedError.
 * @example
 * const response = await sendAwsRequest(context, { service: SES, path: '/v2/email/outbound-emails', body, limit: 3500 });
 */
export async function sendAwsRequest(context: AwsContext, call: AwsCall): Promise<Response> {
  const { environment, signal, now } = context;
  const { service, path, body, limit, headers, reuseConnection = false } = call;
  const region = readSetting(environment, 'AWS_REGION');
  const url = new URL(endpointOf(service, region, environment) + path);
  const signature = signAwsRequest(
    { method: 'POST', url, body },
    {
      service: service.signingName,
      region,
      accessKeyId: readSetting(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: readSetting(environment, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: environment.AWS_SESSION_TOKEN,
      now: now(),
    },
  );
  let response: Response;
  try {
    response = await context.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...headers,
        ...signature,
        ...(!reuseConnection && { connection: 'close' }),
      },
      body,
      // Nobody else may be handed what the request holds.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
  } catch (cause) {
    const told = { cause, mayHaveArrived: !isUnconnected(cause) };
    throw new AwsSilentError(`${service.title} could not be reached, or did not answer in time`, told);
  }
  if (response.ok) return response;
  const { status } = response;
  const type = await typeOf(response);
  throw new AwsRefusedError(`${service.title} answered ${status} ${type || 'with no type'}`, { status, type });
}

/** What the platform's fetch fails by before there is a connection to send over. */
const UNCONNECTED: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a request failed before it could be sent. Of several addresses that were tried, all must have. */
function isUnconnected(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(hasNoConnection);
  return hasNoConnection(cause);
}

const hasNoConnection = (error: unknown): boolean => isRecord(error) && UNCONNECTED.has(error.code);

/**
 * The type of a refusal, by its headers or, of the JSON protocols, by its body. Nothing else of it: its text names addresses,
 * and repeats a request whose signature is wrong, session token included.
 */
async function typeOf(response: Response): Promise<string> {
  const told = response.headers.get('x-amzn-errortype')?.split(':')[0];
  // One that breaks off, or is no JSON, is a refusal all the same.
  const type = told ?? typeIn(await response.json().catch(() => undefined));
  await response.body?.cancel().catch(() => {});
  return /^[A-Za-z]{1,64}$/.test(type) ? type : '';
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, without what stands before it. */
function typeIn(body: unknown): string {
  const type = isRecord(body) ? body.__type : undefined;
  return typeof type === 'string' ? type.replace(/^.*#/, '') : '';
}
