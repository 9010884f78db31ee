import { createServer, type RequestListener, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import { AddressError, PortInUseError } from '../errors.ts';
import { errorBody } from './answers.ts';
import { type OtherConnections, takeBothVersions } from './both-versions.ts';
import type { NodeEnv } from './own-host.ts';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops taking requests, lets those under way finish for a moment, then ends them. */
  close(): Promise<void>;
}

/** Where to listen. */
export interface ListenOptions {
  /** 0 takes any free one. */
  readonly port: number;
  /** @default - both of this machine's own addresses, 127.0.0.1 and ::1 */
  readonly hostname?: string | undefined;
  /** Whether HTTP/2 without TLS is taken too, where the hostname is told. @default false */
  readonly http2?: boolean;
  /** The option that chooses another port, to be named where this one is taken. @default '--port' */
  readonly portOption?: string;
}

/** How often another free port is tried, where the one that IPv4 got is taken for IPv6. */
const TRIES = 10;
const LAST_REQUESTS_MS = 500;

/** Nobody holds a connection open by sending slowly. */
const TIMEOUTS = {
  connectionsCheckingInterval: 5_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than clients keep theirs, so that none writes to a connection that is being closed.
  keepAliveTimeout: 65_000,
} as const;

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
/** Machines without IPv6. */
const NO_ADDRESS: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'EPROTONOSUPPORT']);

const NO_HTTP = errorBody('SerializationException', 'The request is no HTTP.');
const FAULT = errorBody('InternalErrorException', 'Something went wrong.');

/** Answers what reaches no route: a request whose host or path is none. */
const answerUnrouted = (error: unknown): Response =>
  error instanceof RequestError ? Response.json(NO_HTTP, { status: 400 }) : Response.json(FAULT, { status: 500 });

/**
 * Serves an app: on 127.0.0.1 and ::1 with one port, or where told. Goes on with 127.0.0.1 where there is no IPv6.
 *
 * @throws PortInUseError, AddressError
 */
export async function listen(app: Hono<NodeEnv>, options: ListenOptions): Promise<Listening> {
  const { port, hostname, http2 = false } = options;
  const answer = getRequestListener(app.fetch, { errorHandler: answerUnrouted });
  const listener: RequestListener = (request, response) => void answer(request, response);
  if (hostname !== undefined) {
    const server = await listenOn(listener, { ...options, hostname });
    const others = http2 ? takeBothVersions(server, (request, response) => void answer(request, response)) : undefined;
    return { port: portOf(server), close: () => close([server], others) };
  }
  for (let left = TRIES; ; left--) {
    const first = await listenOn(listener, { ...options, hostname: '127.0.0.1' });
    const taken = portOf(first);
    try {
      const second = await listenOn(listener, { ...options, port: taken, hostname: '::1' });
      return { port: taken, close: () => close([first, second]) };
    } catch (error) {
      if (error instanceof AddressError) return { port: taken, close: () => close([first]) };
      await close([first]);
      if (!(error instanceof PortInUseError) || port !== 0 || left === 1) throw error;
    }
  }
}

function listenOn(
  listener: RequestListener,
  { port, hostname, portOption = '--port' }: ListenOptions & { readonly hostname: string },
): Promise<Server> {
  const server = createServer(TIMEOUTS, listener);
  server.on('clientError', (error, socket) => {
    if (codeOf(error) === 'ECONNRESET' || !socket.writable) return socket.destroy();
    const body = JSON.stringify(NO_HTTP);
    const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/x-amz-json-1.1\r\nconnection: close`;
    socket.end(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const code = codeOf(cause);
      if (code === 'EADDRINUSE') return reject(new PortInUseError(port, { option: portOption, cause }));
      const why = NO_ADDRESS.has(code) || code === 'ENOTFOUND' ? 'this machine has no such address' : cause.message;
      const shown = isIPv6(hostname) ? `[${hostname}]` : hostname;
      reject(new AddressError(`Can't listen on ${shown}:${port}: ${why}.`, { cause }));
    });
    server.listen(port, hostname, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function close(servers: readonly Server[], others?: OtherConnections): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(() => {
            server.closeAllConnections();
            others?.destroy();
          }, LAST_REQUESTS_MS);
          server.close(() => {
            clearTimeout(timer);
            resolve();
          });
          server.closeIdleConnections();
          others?.close();
        }),
    ),
  );
}
