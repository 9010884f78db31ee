import type { ClientConfig } from './client-config.ts';
import { endpointOf } from './endpoint.ts';
import { ResponseError, ServiceError, SessionError } from './errors.ts';
import { within } from './within.ts';

/**
 * Calls an operation of Cognito: one POST, JSON 1.1. Members that are undefined aren't sent.
 *
 * @throws ServiceError, SessionError, NetworkError, ResponseError, ConfigurationError; the signal's reason where it
 * aborted.
 */
export async function call<Answer>(
  config: ClientConfig,
  operation: string,
  request: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const { endpoint = endpointOf(config.userPoolId) } = config;
  const [{ headers, ok, status }, text] = await within(config, signal, async (ending) => {
    // Taken out of the config: a browser's fetch refuses to run as somebody's method.
    const { fetch: send = fetch } = config;
    const response = await send(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify(request),
      cache: 'no-store',
      credentials: 'omit',
      // What is sent here is for Cognito alone.
      redirect: 'error',
      signal: ending,
    });
    return [response, await response.text()] as const;
  });
  let answer: (Answer & { readonly __type?: string; readonly message?: string }) | null = null;
  try {
    answer = JSON.parse(text || '{}');
  } catch {
    // A text that is no JSON stays out of every error: it may still hold tokens.
  }
  if (ok && answer) return answer;
  // `namespace#Type` in the body, `Type:` in the header.
  const [code] = /[^#:]*(?=:|$)/.exec(answer?.__type ?? headers?.get('x-amzn-errortype') ?? '') ?? [];
  const message = (answer?.message ?? code) as string;
  const Refusal = /^Invalid session/.test(message) ? SessionError : ServiceError;
  const refusal = code ? new Refusal(message, { cause: answer }) : new ResponseError(`HTTP ${status} is no answer`);
  // AWS tells seconds, and no date.
  const retryAfter = Number(headers?.get('retry-after')) || undefined;
  throw Object.assign(refusal, code && { code }, { status, retryAfter });
}
