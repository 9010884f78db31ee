import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('./runtime-client.ts', import.meta.url));

/** The request id of every invocation. */
export const REQUEST_ID = '8476a536-e9f4-11e8-9739-2dfe598c3fcd';

/** What one invocation came to. */
export interface RuntimeRun {
  /** What the function wrote to stdout, a line each. */
  readonly lines: readonly string[];
  /** `response` or `error`: what the runtime client told the Runtime API. */
  readonly ended: string;
  readonly body: unknown;
}

/** Runs a function's module as Lambda runs it: in a process of its own, on one event, told by the Runtime API. */
export async function runInLambda(
  entry: string,
  event: object,
  environment: Readonly<Record<string, string>>,
): Promise<RuntimeRun> {
  let tell: (outcome: { ended: string; body: unknown }) => void;
  const outcome = new Promise<{ ended: string; body: unknown }>((resolve) => {
    tell = resolve;
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      response.writeHead(200, {
        'Lambda-Runtime-Aws-Request-Id': REQUEST_ID,
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + 5000),
      });
      response.end(JSON.stringify(event));
      return;
    }
    tell({ ended: request.url?.split('/').at(-1) ?? '', body: JSON.parse(await text(request)) });
    // No answer: the process is ended before it asks for the next event.
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const child = spawn(process.execPath, [CLIENT, entry], {
    env: { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const written = text(child.stdout);
  try {
    const died = once(child, 'exit').then(() => Promise.reject(new Error(`${entry} ended its process`)));
    const settled = await Promise.race([outcome, died]);
    child.kill('SIGKILL');
    await died.catch(() => {});
    return { ...settled, lines: (await written).split('\n').slice(0, -1) };
  } finally {
    child.kill('SIGKILL');
    server.closeAllConnections();
    server.close();
  }
}
