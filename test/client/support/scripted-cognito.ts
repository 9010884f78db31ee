import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the server got it. */
export interface Received {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What the server answers: JSON with status 200, or all of it by hand. `hang` never answers, `reset` breaks off. */
export type Reply =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Record<string, string> }
  | { readonly text: string; readonly status?: number; readonly headers?: Record<string, string> }
  | 'hang'
  | 'reset';

/** Starts a server on 127.0.0.1 that answers as scripted, in order, and keeps what it got. It stops with the test. */
export async function scriptCognito(...script: readonly Reply[]) {
  const replies = [...script];
  const received: Received[] = [];
  const arrived: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      operation: String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', ''),
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    for (const tell of arrived.splice(0)) tell();
    const reply = replies.shift() ?? { text: 'the script is over', status: 500 };
    if (reply === 'hang') return;
    if (reply === 'reset') {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/x-amz-json-1.1', ...reply.headers });
    response.end('text' in reply ? reply.text : JSON.stringify(reply.json));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    replies,
    /** Resolves when the next request has come. */
    nextRequest: () => new Promise<void>((resolve) => arrived.push(resolve)),
  };
}

/** An error as Cognito answers it. */
export const refusal = (type: string, message: string): Reply => ({ status: 400, json: { __type: type, message } });

/** A challenge as Cognito answers it. */
export const challenge = (session: string, parameters: Record<string, string>): Reply => ({
  json: { ChallengeName: 'CUSTOM_CHALLENGE', Session: session, ChallengeParameters: parameters },
});

/** A token that is none but for its claims. */
export function tokenOf(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

/** What a test may want to be different about tokens. */
export interface TokensGiven {
  /** Tells them apart. */
  readonly number?: number;
  readonly username?: string;
  /** Seconds since 1970. */
  readonly iat?: number;
  /** Seconds. */
  readonly expiresIn?: number;
  /** Seconds. */
  readonly idExpiresIn?: number;
  readonly refreshToken?: string | undefined;
  readonly revocable?: boolean;
}

/** Tokens as Cognito answers them. */
export function tokens(given: TokensGiven = {}): Reply {
  const { number = 1, username = 'user-1', iat = Math.floor(Date.now() / 1000), expiresIn = 3600 } = given;
  const { idExpiresIn = expiresIn, revocable = true } = given;
  const refreshToken = 'refreshToken' in given ? given.refreshToken : 'refresh-1';
  const common = { sub: 'sub-1', iat, ...(revocable && { origin_jti: 'origin' }) };
  return {
    json: {
      AuthenticationResult: {
        AccessToken: tokenOf({ ...common, exp: iat + expiresIn, token_use: 'access', username, number }),
        IdToken: tokenOf({ ...common, exp: iat + idExpiresIn, token_use: 'id', name: 'Zoë', number }),
        ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
        ExpiresIn: expiresIn,
        TokenType: 'Bearer',
      },
      ChallengeParameters: {},
    },
  };
}
