import { type AwsProtocol, type CalledService, restProtocolOf, serviceOf } from './aws-services.ts';

/** A call of an operation of AWS, as a function made it. */
export interface ServiceCall {
  readonly service: CalledService;
  /** `GetItem`; where nothing names one, the method and the path. */
  readonly operation: string;
  readonly protocol: AwsProtocol;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
  /** Aborted where the function doesn't wait any more. */
  readonly signal: AbortSignal;
}

const SCOPE = /^AWS4-HMAC-SHA256 Credential=[^\s/]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request,/;
const SDK_NAME = /(?:^|\s)api\/([a-z0-9-]+)#/i;
const CBOR_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

/** The service in a signature's scope. */
export const signedServiceOf = (headers: Headers): string | undefined =>
  SCOPE.exec(headers.get('authorization') ?? '')?.[1];

/**
 * Reads which operation of which service a request asks, and by which protocol.
 *
 * @returns undefined where it asks none of AWS's
 * @see https://smithy.io/2.0/aws/protocols/index.html
 * @example
 * const call = await readServiceCall(request);
 * call?.operation; // 'GetItem'
 */
export async function readServiceCall(request: Request): Promise<ServiceCall | undefined> {
  const { method, headers, signal } = request;
  const url = new URL(request.url);
  const body = await request.arrayBuffer();
  const [, targetPrefix, targeted] = /^(.+)\.([^.]+)$/.exec(headers.get('x-amz-target') ?? '') ?? [];
  const [, cborService, cborOperation] = CBOR_PATH.exec(url.pathname) ?? [];
  const agent = `${headers.get('x-amz-user-agent') ?? ''} ${headers.get('user-agent') ?? ''}`;
  const service = serviceOf({
    targetPrefix: targetPrefix ?? cborService,
    path: url.pathname,
    sdkName: SDK_NAME.exec(agent)?.[1],
    signingName: signedServiceOf(headers),
  });
  if (service === undefined) return undefined;
  const call = { service, method, url, headers, body, signal };
  if (cborOperation !== undefined) return { ...call, operation: cborOperation, protocol: 'cbor' };
  if (targeted !== undefined) return { ...call, operation: targeted, protocol: 'json' };
  const action = actionIn(headers, body);
  if (action !== undefined) return { ...call, operation: action, protocol: 'query' };
  // Amazon S3's clients say in the query what they ask.
  const operation = url.searchParams.get('x-id') ?? `${method} ${url.pathname}`;
  return { ...call, operation, protocol: restProtocolOf(service) };
}

/** The action of a form; undefined for what is no form. */
function actionIn(headers: Headers, body: ArrayBuffer): string | undefined {
  if (!headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return undefined;
  return formOf({ body }).get('Action') ?? undefined;
}

/** The members of a call by the query protocol. */
export const formOf = ({ body }: Pick<ServiceCall, 'body'>): URLSearchParams =>
  new URLSearchParams(new TextDecoder().decode(body));
