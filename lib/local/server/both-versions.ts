import type { Server } from 'node:http';
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** The connections of a server that takes both versions, those by HTTP/1 left out. */
export interface OtherConnections {
  /** Lets what is under way finish. */
  close(): void;
  /** Ends it. */
  destroy(): void;
}

/** With this begins a connection by HTTP/2. */
const PREFACE = 'PRI ';
/** How long somebody may say nothing. */
const FIRST_BYTES_MS = 10_000;

/**
 * Has a server of HTTP/1 take HTTP/2 without TLS, too: AWS's clients for Kinesis and Bedrock speak nothing else.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4
 */
export function takeBothVersions(
  server: Server,
  listener: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
): OtherConnections {
  const sessions = new Set<ServerHttp2Session>();
  const silent = new Set<Socket>();
  const http2 = createServer(listener);
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  // Whoever breaks off ends its own session alone.
  http2.on('sessionError', () => {});
  const takeHttp1 = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const end = (): void => {
      socket.destroy();
    };
    const handOn = (): void => {
      const begin: Buffer | null = socket.read();
      if (begin === null) {
        end();
        return;
      }
      silent.delete(socket);
      socket.off('error', end).off('timeout', end).setTimeout(0);
      socket.unshift(begin);
      if (begin.toString('latin1').startsWith(PREFACE)) http2.emit('connection', socket);
      else for (const take of takeHttp1) Reflect.apply(take, server, [socket]);
    };
    silent.add(socket);
    socket.on('close', () => silent.delete(socket));
    socket.on('error', end).on('timeout', end).setTimeout(FIRST_BYTES_MS);
    socket.once('readable', handOn);
  });
  return {
    close() {
      for (const socket of silent) socket.destroy();
      for (const session of sessions) session.close();
    },
    destroy() {
      for (const session of sessions) session.destroy();
    },
  };
}
