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
  const { service, path, body, limit } = call;
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
      // A function that was frozen wakes with connections that AWS has closed, and a request over one of them fails.
      headers: { ...signature, 'content-type': 'application/json', connection: 'close' },
      body,
      // Nobody else may be handed what the request holds.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
  } catch (cause) {
    throw new AwsSilentError(`${service.title} could not be reached, or did not answer in time`, { cause });
  }
  if (!response.ok) throw new AwsRefusedError(`${service.title} answered ${await describe(response)}`);
  return response;
}

/**
 * Status and type of a refusal. Not its text: that names addresses, and repeats a request whose signature is wrong, session
 * token included.
 */
async function describe(response: Response): Promise<string> {
  // One that breaks off is a refusal all the same.
  await response.body?.cancel().catch(() => {});
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? '';
  return `${response.status} ${/^[A-Za-z]{1,64}$/.test(type) ? type : 'with no type'}`;
}
