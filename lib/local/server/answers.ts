import type { CognitoError } from '../../protocol/index.ts';
import type { TextMap } from '../../protocol/text-map.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Every answer of the API carries these, errors too: a browser hides an answer without them. */
export const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
} as const;

/** Headers that keep a private answer to itself. */
export const PRIVATE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

/** One JSON body of the API. A plain object of headers, since that is the one that is written as it is. */
export const jsonAnswer = (status: number, body: object, headers: TextMap): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': CONTENT_TYPE, ...CORS_HEADERS, ...headers },
  });

/** The body of an error, wherever in the local pool it is answered. */
export const errorBody = (type: string, message: string) => ({ __type: type, message });

/** An error as Cognito answers it: the type in the body, and once more in a header. */
export const errorAnswer = (status: number, { code, message }: CognitoError, requestId = ''): Response =>
  jsonAnswer(status, errorBody(code, message), {
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': `${code}:`,
    // A header takes no line breaks, and only Latin letters.
    'x-amzn-errormessage': message.replace(/[^\x20-\x7e]/g, ' ').slice(0, 1024),
  });

/**
 * Tells a browser that it may call. Cognito's own list of headers isn't documented: this is what clients and signed
 * calls are known to ask for, and any other.
 */
export const preflightAnswer = (requestedHeaders = 'content-type,x-amz-target'): Response =>
  new Response('', {
    status: 200,
    headers: {
      ...CORS_HEADERS,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-max-age': '172800',
      'access-control-allow-headers': requestedHeaders,
    },
  });
