import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** An answer, read to its end. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined where the body is no JSON. */
  readonly json: Record<string, unknown> | undefined;
}

/** What a raw request is made of: any header, Host among them. */
export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** @default '127.0.0.1' */
  readonly hostname?: string;
}

/** Sends one request as it is, over a connection of its own. */
export function rawRequest(
  port: number,
  { method, path = '/', headers, body, hostname }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        ...{ port, path, hostname: hostname ?? '127.0.0.1', method: method ?? (body === undefined ? 'GET' : 'POST') },
        headers: {
          host: `localhost:${port}`,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          let json: RawAnswer['json'];
          try {
            json = JSON.parse(text);
          } catch {}
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** A call of the wire protocol. */
export const call = (
  port: number,
  operation: string,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> =>
  rawRequest(port, {
    headers: {
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
