import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One call as it went over the wire. */
export interface WireCall {
  readonly operation: string;
  /** The challenge that it answered. */
  readonly answered?: string;
  /** The challenge that came back. */
  readonly asked?: string;
  /** Cognito's type, where it was refused. */
  readonly error?: string;
}

/** Stands between a client and a pool, and writes down what is asked and answered. */
export async function tapWire(endpoint: string): Promise<{ readonly endpoint: string; readonly calls: WireCall[] }> {
  const calls: WireCall[] = [];
  // Clients' arithmetic may block this process for longer than the 5 seconds that Node keeps connections.
  const server = createServer({ keepAliveTimeout: 65_000 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { 'content-type': type = '', 'x-amz-target': target = '' } = request.headers;
    const headers = { 'content-type': type, 'x-amz-target': String(target) };
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    const text = await answer.text();
    const { ChallengeName: asked, __type: error } = JSON.parse(text || '{}');
    const { ChallengeName: answered } = JSON.parse(body);
    calls.push({ operation: String(target).replace(/.*\./, ''), answered, asked, error });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}
