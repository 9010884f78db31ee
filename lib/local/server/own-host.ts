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
    const { host } = env.incoming.headers;
    if (!isOwnHost(host)) return refuse(host ?? '');
    await next();
  };
