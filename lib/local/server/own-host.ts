import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';

/** What a route gets beside the request: Node's own. */
export interface NodeEnv {
  Bindings: HttpBindings;
}

/** Answers in place of the routes behind it where a request doesn't name this server. */
export const ownHostOnly =
  (isOwnHost: (host: string | undefined) => boolean, refuse: (host: string) => Response): MiddlewareHandler<NodeEnv> =>
  async ({ env }, next) => {
    // HTTP/2 names the host in a header of its own.
    const { host = env.incoming.headers[':authority'] } = env.incoming.headers;
    const named = typeof host === 'string' ? host : undefined;
    if (!isOwnHost(named)) return refuse(named ?? '');
    await next();
  };
