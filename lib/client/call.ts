import type { ClientConfig } from './client-config.ts';
import { endpointOf } from './endpoint.ts';
import { NetworkError, ResponseError, ServiceError, SessionError } from './errors.ts';

/**
 * Calls an operation of Cognito: one POST, JSON 1.1. Members that are undefined aren't sent.
 *
 * @throws ServiceError, SessionError, NetworkError, ResponseError; the signal's reason where it aborted.
 */
export async function call<Answer>(
  config: ClientConfig,
  operation: string,
  request: object,
  signal?: AbortSignal,
): Promise<Answer> {
  // Taken out of the config: a browser's fetch refuses to run as somebody's method.
  const { endpoint = endpointOf(config.userPoolId), fetch: send = fetch } = config;
  let response: Response | undefined;
  let answer: (Answer & { readonly __type?: string; readonly message?: string }) | null = null;
  try {
    response = await send(endpoint, {
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
      signal: signal as AbortSignal,
    });
    answer = JSON.parse((await response.text()) || '{}');
  } catch (cause) {
    signal?.throwIfAborted();
    // A text that is no JSON stays out of every error: it may still hold tokens.
    if (!(cause instanceof SyntaxError)) throw new NetworkError('Cognito is out of reach', { cause });
  }
  if (response?.ok && answer) return answer;
  // `namespace#Type` in the body, `Type:` in the header.
  const type = String(answer?.__type ?? response?.headers.get('x-amzn-errortype') ?? '');
  const code = type.replace(/:.*/, '').replace(/.*#/, '');
  if (!code) throw new ResponseError(`no answer of Cognito: HTTP ${response?.status}`);
  const message = answer?.message ?? code;
  const Refusal = message.startsWith('Invalid session') ? SessionError : ServiceError;
  throw new Refusal(code, message, { cause: answer });
}
