import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Handler, Hono } from 'hono';
import type { Outbox } from '../../cognito/index.ts';
import { CognitoError } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import type { KeyRing } from '../tokens/key-ring.ts';
import type { Trace } from '../trace.ts';
import type { Unlock } from '../unlocker.ts';
import { CORS_HEADERS, errorAnswer, errorBody, PRIVATE_HEADERS, preflightAnswer } from './answers.ts';
import { discoveryOf, jwksOf } from './discovery.ts';
import { type Doors, nameOf } from './doors.ts';
import { PAGE_STYLE, pagePolicy, renderPage } from './home-page.ts';
import { type NodeEnv, ownHostOnly } from './own-host.ts';
import type { LocalConfig } from './pool-config.ts';
import { traceStream } from './trace-stream.ts';
import { unlockRoute } from './unlock-route.ts';

/** What the routes show. */
export interface RouterOptions {
  readonly wire: Handler<NodeEnv>;
  readonly config: () => LocalConfig;
  readonly issuerOf: (userPoolId: string) => string;
  readonly keys: KeyRing;
  readonly outbox: Outbox;
  readonly trace: Trace;
  readonly doors: Doors;
  readonly exampleUser: () => string | undefined;
  readonly signInCommand: string;
  readonly contextOf: (requestId: string) => OperationContext;
  /** What unlocks users. Undefined: nothing does. */
  readonly unlock: Unlock | undefined;
  /** Resolves when no message is under way. */
  readonly delivered: () => Promise<void>;
  /** Aborts when the pool closes: streams end with it. */
  readonly closing: AbortSignal;
}

/** How long a list of messages waits for those that are under way. One that hangs must not hold it up. */
const DELIVERED_WITHIN_MS = 5_000;

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

const PUBLIC_HEADERS = { ...CORS_HEADERS, 'cache-control': 'public, max-age=60' } as const;

/** Tells whoever runs the local pool how a name of their own is let in. */
function refuseHost(host: string): Response {
  const allow = `start the local pool with --allow-host ${JSON.stringify(host)} if it is yours`;
  return errorAnswer(403, new CognitoError('ForbiddenException', `Unknown host name: ${allow}.`));
}

/** The routes: the wire protocol, the page, `/_local/*`, and every pool's public keys. */
export function router(options: RouterOptions): Hono<NodeEnv> {
  const { wire, config, issuerOf, keys, outbox, trace, doors, exampleUser, signInCommand } = options;
  const { contextOf, unlock, delivered, closing } = options;
  const app = new Hono<NodeEnv>();

  app.use(ownHostOnly(doors.isOwnHost, refuseHost));
  app.options('*', ({ req }) => preflightAnswer(req.header('access-control-request-headers')));
  app.post('/', wire);

  app.use('/_local/*', async (context, next) => {
    if (!doors.isOwnOrigin(context.env.incoming.headers)) {
      const body = errorBody('ForbiddenException', 'This is not for the pages of other sites.');
      return context.json(body, 403, PRIVATE_HEADERS);
    }
    await next();
  });

  app.get('/', (context) => {
    const host = context.req.header('host') ?? '';
    // A passkey belongs to a name, and 127.0.0.1 is none.
    if (['127.0.0.1', '[::1]'].includes(nameOf(host))) {
      return context.redirect(`http://localhost${/:\d+$/.exec(host)?.[0] ?? ''}/`, 307);
    }
    const messages = outbox.list().slice(0, 50);
    const page = renderPage({ config: config(), messages, exampleUser: exampleUser(), signInCommand });
    return context.html(page, 200, { ...PRIVATE_HEADERS, 'content-security-policy': pagePolicy(STYLE_HASH) });
  });

  app.get('/_local/config', (context) => context.json(config(), 200, PRIVATE_HEADERS));

  app.get('/_local/messages', async (context) => {
    const { to, since } = context.req.query();
    const from = since === undefined || since === '' ? undefined : Number(since);
    if (from !== undefined && !Number.isFinite(from)) {
      const body = errorBody('InvalidParameterException', 'since must be milliseconds since 1970.');
      return context.json(body, 400, PRIVATE_HEADERS);
    }
    // A message goes out after the call that asked for it was answered: whoever asks then is to see it.
    await Promise.race([delivered(), setTimeout(DELIVERED_WITHIN_MS, undefined, { ref: false })]);
    return context.json(outbox.list({ to: to === '' ? undefined : to, since: from }), 200, PRIVATE_HEADERS);
  });

  app.post(
    '/_local/unlock',
    unlockRoute({ contextOf: () => contextOf(randomUUID()), unlock, headers: PRIVATE_HEADERS }),
  );

  app.get('/_local/trace', (context) => {
    const response = traceStream(context, trace, closing);
    for (const [name, value] of Object.entries(PRIVATE_HEADERS)) response.headers.set(name, value);
    return response;
  });

  app.get('/:userPoolId/.well-known/jwks.json', async (context) => {
    const { userPoolId } = context.req.param();
    if (!config().pools.some((pool) => pool.userPoolId === userPoolId)) return context.notFound();
    return context.json(jwksOf(await keys.keysOf(userPoolId)), 200, PUBLIC_HEADERS);
  });

  app.get('/:userPoolId/.well-known/openid-configuration', (context) => {
    const { userPoolId } = context.req.param();
    const { endpoint, pools } = config();
    if (!pools.some((pool) => pool.userPoolId === userPoolId)) return context.notFound();
    return context.json(discoveryOf(endpoint, userPoolId, issuerOf(userPoolId)), 200, PUBLIC_HEADERS);
  });

  app.all('/', (context) =>
    context.json(errorBody('InvalidAction', 'The API takes POST only.'), 405, {
      ...CORS_HEADERS,
      allow: 'GET, POST, OPTIONS',
    }),
  );
  app.notFound((context) => {
    const shown = context.req.path.slice(0, 128);
    return context.json(errorBody('ResourceNotFoundException', `There is nothing at ${shown}.`), 404, CORS_HEADERS);
  });
  app.onError((error, context) => {
    if (error instanceof CognitoError) return context.json(errorBody(error.code, error.message), 400, CORS_HEADERS);
    return context.json(errorBody('InternalErrorException', 'Something went wrong.'), 500, CORS_HEADERS);
  });
  return app;
}
